"""Where things stand in a source file, diagnostics, exact YAML, exact values and the formula language."""
