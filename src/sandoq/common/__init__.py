"""What every room may use: errors, identifiers, Persian text, time. Standard library only."""
