"""Headaches as they come: attack mode, and the list of them."""
