"""Coordinators' hours, planned against executed."""
