"""Forms of the connectivity room."""
