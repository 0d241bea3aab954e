"""Selectors of the connectivity room."""
