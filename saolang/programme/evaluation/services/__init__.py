"""What changes councils, sessions, score sheets, results and objections."""
