"""Corrections of personal data: asked by whom they are about, answered within a reach."""
