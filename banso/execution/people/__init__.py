"""What to do about people at the customer: hints of a move, who is known by one person only, seasons, hand-over."""
