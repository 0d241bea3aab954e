"""What people do in planning, and the jobs that work for them."""
