"""The guide: a session written out in time, spoken, sounded, captioned, and saved in an open format."""
