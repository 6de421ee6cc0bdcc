"""Changes of what traceability keeps: pages made ready, scans counted, and what the other modules name."""
