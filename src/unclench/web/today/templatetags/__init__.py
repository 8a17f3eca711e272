"""Tags of today."""
