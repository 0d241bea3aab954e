"""The pages of the territory room."""
