"""Addresses of the funnel and of the phase report, as tests/access/addresses.py lists those of the screens."""

from __future__ import annotations

from tests.access.addresses import ALL, Address

FUNNEL_ADDRESSES = (
    Address("funnel:index", ALL),
    Address("funnel:way", ALL),
    Address("funnel:value", ALL),
    Address("funnel:step", ALL, query="?step=first_value&part=entered", status=404),
    Address("funnel:said", ALL, query="?step=first_value", status=404),
    Address("funnel:stays", ALL, query="?phase=onboarding&part=entered"),
    Address("funnel:starts", ALL, query="?part=early"),
    Address("phases:index", ALL),
    Address("phases:accounts", ALL, query="?phase=retention&part=came"),
)
