"""Selectors of the inventory room."""
