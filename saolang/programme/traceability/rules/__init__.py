"""What is allowed now, by subject."""
