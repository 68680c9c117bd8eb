"""The reference data that the product ships: what it says, and how it is stored."""
