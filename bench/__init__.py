"""Measures the product at national scale: `python -m bench` (see docs/performance.md)."""
