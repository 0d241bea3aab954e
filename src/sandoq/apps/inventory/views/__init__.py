"""Views of the inventory room."""
