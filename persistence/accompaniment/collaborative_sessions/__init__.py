"""Sessions of collective work: read within reach, changed with the bookings of their people."""
