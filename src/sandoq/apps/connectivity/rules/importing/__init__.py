"""What rows of spreadsheets and of survey forms mean as readings. Pure."""
