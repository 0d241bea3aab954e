"""Decisions of the inventory room, in plain values."""
