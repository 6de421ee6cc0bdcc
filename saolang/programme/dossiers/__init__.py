"""From a potential product to a complete dossier: ideas, business plans, dossiers, commune and advisers' reports."""
