"""Our own words in events and passports: what each means, at the address that stands for it."""
