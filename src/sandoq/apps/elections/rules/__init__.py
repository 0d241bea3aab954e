"""How votes become seats, how far a stage may go, what a contest covers: pure decisions."""
