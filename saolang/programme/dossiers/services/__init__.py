"""Changing ideas, dossiers and what becomes of them: the module is the noun, the function the verb (`samples.move`)."""
