"""Forms of the workforce room, and what people call its codes."""
