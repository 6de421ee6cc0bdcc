"""Editions of the criteria, and what it costs to reach their options."""
