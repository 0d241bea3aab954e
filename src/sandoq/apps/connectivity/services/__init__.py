"""Services of the connectivity room."""
