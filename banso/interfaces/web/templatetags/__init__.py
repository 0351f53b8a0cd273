"""Template tags of all screens: ``{% load bn %}``."""
