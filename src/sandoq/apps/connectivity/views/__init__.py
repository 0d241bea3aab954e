"""Views of the connectivity room."""
