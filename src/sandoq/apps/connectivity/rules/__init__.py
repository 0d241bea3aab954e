"""What counts as a working link, and which links fail together. Pure."""
