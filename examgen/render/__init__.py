"""What is printed: LaTeX, figures and the TeX engine."""
