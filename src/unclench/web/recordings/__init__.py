"""Lines that a person has recorded in their own voice, or somebody else for them."""
