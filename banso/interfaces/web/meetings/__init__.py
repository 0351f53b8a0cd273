"""The Meetings screen: what is ahead, each with its prepared page, and mails that came in."""
