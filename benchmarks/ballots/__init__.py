"""What the benchmarks of ballots share; nothing here is run by itself."""
