"""What a spreadsheet of people means, and what is to become of each of its rows. Pure."""
