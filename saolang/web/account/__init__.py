"""Pages of one's own account, for everybody who signs in."""
