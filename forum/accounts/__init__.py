"""Who writes here: guests, known by a cookie and perhaps an address, and members."""
