"""What follows from an obstacle's facts: pure functions, no database."""
