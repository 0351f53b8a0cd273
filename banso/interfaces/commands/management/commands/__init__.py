"""One file a command: ``banso <file>``."""
