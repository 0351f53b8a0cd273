"""4 Carrying out: what a CSM does today, for whom, and what was promised (seed 001, step 4)."""
