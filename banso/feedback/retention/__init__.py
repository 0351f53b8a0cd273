"""Who stays, for how long, and what that is worth: cohorts, survival, projection."""
