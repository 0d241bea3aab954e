"""Refusals of the connectivity room."""
