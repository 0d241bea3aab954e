"""Views of the workforce room."""
