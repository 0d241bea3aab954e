"""The inventory room."""
