"""Sandoq: an open platform for the technology of elections."""

__version__ = "0.1.0"
