"""Tests of the journey map."""
