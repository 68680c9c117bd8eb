"""The work between the cuts: hours, plans, visits, dialogues, commitments, what a school does."""
