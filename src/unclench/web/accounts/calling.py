"""The words for a receiver's name that will not do; apart, so that forms can say them without the database."""

NO_NAME = "A name or initials, please, so that two people are not mistaken for each other."
