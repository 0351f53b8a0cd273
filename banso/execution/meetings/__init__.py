"""Meetings ahead: when, with which account, who comes."""
