"""Reading the registers of real offices: sheets in, rows with verdicts out. See `register.read_register`."""
