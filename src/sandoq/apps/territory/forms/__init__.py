"""What people type about units, stations and points."""
