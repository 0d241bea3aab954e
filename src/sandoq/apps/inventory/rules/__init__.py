"""Rules of the inventory room."""
