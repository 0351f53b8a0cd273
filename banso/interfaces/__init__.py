"""Ways in: screens and commands. They reach data through queries and operations, never models."""
