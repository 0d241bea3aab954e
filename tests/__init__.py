"""The suite. A package, because some installed ones call themselves `tests` too."""
