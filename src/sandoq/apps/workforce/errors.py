"""Refusals of the workforce room."""
