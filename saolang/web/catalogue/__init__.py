"""Pages for the public, whom nobody asks who they are."""
