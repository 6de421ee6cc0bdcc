"""Adding to the list of changes, sealing it, and the keys that vouch for it."""
