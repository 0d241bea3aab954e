"""Services of the inventory room."""
