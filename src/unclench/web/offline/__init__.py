"""The figure on the pages: its files, what moves on it, and how a person wants it to look."""
