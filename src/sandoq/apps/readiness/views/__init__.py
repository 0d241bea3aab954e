"""The pages of the readiness room."""
