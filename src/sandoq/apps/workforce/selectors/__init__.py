"""Selectors of the workforce room."""
