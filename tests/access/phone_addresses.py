"""Addresses of the phone, as tests/access/addresses.py lists those of the screens."""

from __future__ import annotations

from tests.access.addresses import ALL, Address

WRITERS = ALL - {"reader"}

PHONE_ADDRESSES = (
    Address("phone:note", WRITERS),
    Address("phone:ready", WRITERS),
    # An empty form is no note: said, and kept by the phone.
    Address("phone:send", WRITERS, status=422, changes=True),
)
