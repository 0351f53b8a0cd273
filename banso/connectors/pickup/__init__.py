"""Files that other systems leave in a folder at night, taken in like those a person hands in."""
