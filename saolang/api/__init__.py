"""What programs ask for: EPCIS, the resolver of Digital Links, open data."""
