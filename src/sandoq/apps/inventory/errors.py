"""Refusals of the inventory room."""
