"""Making accounts, giving roles and taking them back, inviting people."""
