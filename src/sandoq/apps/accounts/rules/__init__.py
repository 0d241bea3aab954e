"""Decisions about people and offices: pure, no framework."""
