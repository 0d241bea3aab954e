"""What planning decides, without a database and without a framework."""
