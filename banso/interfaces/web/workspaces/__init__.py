"""Workspaces: start with your own data, switch, back up, restore, archive, delete."""
