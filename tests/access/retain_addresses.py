"""Who may open the retention screen."""

from __future__ import annotations

from tests.access.addresses import ALL, Address

RETAIN_ADDRESSES = (
    Address("retention:index", ALL),
    Address("retention:index", ALL, query="?part=year&show=money&group=plan"),
    Address("retention:outlook", ALL, query="?x=3&y=1"),
    Address("retention:cohort", ALL, query="?part=year&first=2026-04"),
)
