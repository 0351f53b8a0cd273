"""Where accounts get stuck on the way from day zero to the first value, how long, and what they say of it."""
