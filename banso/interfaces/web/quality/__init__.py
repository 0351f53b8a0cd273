"""Quality: what is wrong or odd in the data, its rows, and quarantine with its mending."""
