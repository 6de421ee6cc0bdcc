"""Pages for producers and those who help them."""
