"""What every screen stands on: header, clock, as-of, errors, template tags' words, shared views."""
