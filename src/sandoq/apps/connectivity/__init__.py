"""The connectivity room."""
