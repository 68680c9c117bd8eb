"""Persons, their appointments and contacts, and what is held about them."""
