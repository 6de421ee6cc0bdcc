"""Changing the registry: the module is the noun, the function the verb (`producers.register`)."""
