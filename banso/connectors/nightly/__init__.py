"""What this workspace does by itself at night and in the morning."""
