"""What the programme publishes for anybody to use: tables, said once, for the API and for files alike."""
