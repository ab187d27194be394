"""Derivations: questions as graphs of named steps, one module a topic."""
