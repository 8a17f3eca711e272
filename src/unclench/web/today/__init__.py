"""What is it, where, how long, who, and is it safe today: up to the check and the verdict."""
