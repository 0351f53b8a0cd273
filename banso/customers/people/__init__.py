"""People at the customer over time: roles, moves, who reports to whom, and what hints at a move."""
