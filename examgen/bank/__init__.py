"""What authors write: the model of a bank and of an exam, loading and linting."""
