"""What is wrong, odd or missing in what came in: checks, counts, rows, money touched."""
