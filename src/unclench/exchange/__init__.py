"""What a person's records look like outside: one JSON of everything, tables for a spreadsheet, a copy of the database.

Pure: bytes to records and back. Which records there are, and whose, the web knows.
"""
