"""Forms of the workforce room."""
