"""Tags of the measures."""
