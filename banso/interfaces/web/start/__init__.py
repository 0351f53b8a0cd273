"""First steps with data of one's own: what each of the five steps needs, and what it lights up."""
