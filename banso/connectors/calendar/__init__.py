"""Calendars that others keep, read by subscription (iCalendar, RFC 5545)."""
