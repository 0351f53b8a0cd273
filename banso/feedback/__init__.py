"""5 Feeding back: what came of it, in retention, in money and along the way (seed 001, step 5)."""
