"""Screen *History*: releases, what late facts corrected, days walked again under another map."""
