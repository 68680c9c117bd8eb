"""Counts of pupils by level: recorded by the CP, validated by the director, summed by school."""
