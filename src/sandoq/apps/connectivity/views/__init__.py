"""The pages of the connectivity room."""
