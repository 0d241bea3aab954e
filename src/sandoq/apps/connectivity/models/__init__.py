"""Models of the connectivity room."""
