"""Lots, events, scans and recalls: what happened to the goods, and who says so."""
