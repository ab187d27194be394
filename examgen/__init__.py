"""Exams for quantitative courses: drawn, solved exactly, printed, and marked as a fair expert would."""

__version__ = "0.1.0"
