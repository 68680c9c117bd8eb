"""Counts of pupils by level: recorded by the CP, validated by the director, summed by school."""

from persistence.learning_assessments.keeping import decide_over, keep_assessment
from persistence.learning_assessments.reading import Filter, show_assessment, show_assessments
from persistence.learning_assessments.summing import show_summary

__all__ = [
    "Filter",
    "decide_over",
    "keep_assessment",
    "show_assessment",
    "show_assessments",
    "show_summary",
]
