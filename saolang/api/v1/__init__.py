"""The open API: the tables of `reports.open_data`, page by page, for any program, without a key."""
