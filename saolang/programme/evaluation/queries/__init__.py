"""Reading councils, sessions, score sheets, results and their proofs."""
