"""Reading lots, events and what belongs to them, by subject."""
