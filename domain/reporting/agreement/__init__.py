"""How well two observers of the same lessons agree: the coefficients, and what of them is told."""
