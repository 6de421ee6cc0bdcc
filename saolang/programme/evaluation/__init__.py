"""Councils, sessions, score sheets, results and objections."""
