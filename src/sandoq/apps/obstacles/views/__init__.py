"""The pages of the obstacles room."""
