"""Results of teachers as figures: live within their school and UGEL, released above."""
