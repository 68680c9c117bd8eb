"""Half a year of accompaniment in three schools of one UGEL, made by the product's own decisions:
a school that does well, the one of the demonstration users, and one that has fallen behind."""
