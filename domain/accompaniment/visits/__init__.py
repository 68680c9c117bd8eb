"""Classroom visits: a CP's to teachers, a CT's to tutors (F44, F49, F50; field 2.4c)."""
