"""What holds of ideas, dossiers and their papers: the module is the noun; a function answers nothing, or why not."""
