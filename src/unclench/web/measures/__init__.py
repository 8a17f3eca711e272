"""What a person measures on themselves: taking it, keeping it, and how it went over time."""
