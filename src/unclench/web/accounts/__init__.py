"""The person, how they come in, and the devices they use."""
