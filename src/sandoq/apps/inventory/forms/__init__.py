"""Forms of the inventory room."""
