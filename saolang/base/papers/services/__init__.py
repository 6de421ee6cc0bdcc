"""Numbers of papers, papers issued, and the templates an office puts in place of ours."""
