"""Editions of the criteria sets: proposed by one person, approved by another; what a change costs."""
