"""Planning: the best use of limited means, from a snapshot to orders that stores carry out."""
