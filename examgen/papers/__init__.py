"""Papers: which questions in which order, their numbers, points and records."""
