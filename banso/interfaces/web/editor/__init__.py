"""The map editor: text with its problems on their lines, who would move, apply, history."""
