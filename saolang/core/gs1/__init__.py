"""GS1 identity: keys and their check digits, Digital Links, EPC URNs, who issued a prefix, the syntax dictionary."""
