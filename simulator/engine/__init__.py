"""How the world runs: who there is, how they fare by the month, and what shows day by day."""
