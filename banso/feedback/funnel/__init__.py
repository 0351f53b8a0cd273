"""The way across the map: who goes on from each phase, who drops off, and how long it takes."""
