"""Pages of the inventory room."""
