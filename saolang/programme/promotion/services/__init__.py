"""Changes of channels, stories and enquiries."""
