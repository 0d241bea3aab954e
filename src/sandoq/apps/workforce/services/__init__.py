"""Services of the workforce room."""
