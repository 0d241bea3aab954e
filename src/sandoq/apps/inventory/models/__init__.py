"""Models of the inventory room."""
