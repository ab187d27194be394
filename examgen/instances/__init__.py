"""Drawn questions: values, solutions, certificates and the pool."""
