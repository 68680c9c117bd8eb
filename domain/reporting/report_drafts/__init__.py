"""Drafts of reports: what is kept, and what a report is made of."""
