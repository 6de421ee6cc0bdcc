"""Indicators and targets: what a promise counts, and where it stands. Pure; the facts are counted elsewhere.

vocabulary   the words an indicator may use
definitions  an indicator, read from data and checked against the vocabulary
questions    an indicator asked for a period becomes tallies: numbers the database can give
targets      a target and the numbers become a value, a verdict, a pace
forecast     where the number will be at the period's end, with a band
"""
