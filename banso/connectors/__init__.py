"""The outside: what comes into Banso from elsewhere. Today files; mail, calendars and CRMs follow."""
