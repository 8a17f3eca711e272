"""Django's SQLite, with one lock around all writers."""
