"""The command line: thin. It reads words, calls the rooms, and prints."""
