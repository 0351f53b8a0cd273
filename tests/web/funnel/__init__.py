"""Tests of the funnel while it is empty."""
