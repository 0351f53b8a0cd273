"""People at customers: moves and their hints, seasons, who is known by one only, handing accounts over."""
