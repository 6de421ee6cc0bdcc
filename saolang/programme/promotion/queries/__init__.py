"""Reading what the public sees."""
