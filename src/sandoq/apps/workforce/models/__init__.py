"""Models of the workforce room."""
