"""What comes back: one module for each source of responses."""
