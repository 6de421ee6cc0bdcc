"""Reading ideas, dossiers and what stands in them."""
