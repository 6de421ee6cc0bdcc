"""What shoppers and inspectors find."""
