"""Official papers: what they are made from, their numbers, their templates, what was issued."""
