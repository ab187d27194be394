"""Marks as tables and summaries."""
