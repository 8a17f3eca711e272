"""What belongs to a person: taken along, copied, brought back, erased."""
