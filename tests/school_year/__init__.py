"""A school year lived through the API, and its figures reckoned apart from the product."""
