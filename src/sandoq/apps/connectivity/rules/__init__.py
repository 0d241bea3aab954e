"""Rules of the connectivity room."""
