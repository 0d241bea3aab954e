"""Rules of the workforce room."""
