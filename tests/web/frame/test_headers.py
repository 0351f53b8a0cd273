"""What every answer carries: the strict policy, no storing, and what it cost."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.conftest import Viewers

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
PAGES = ["/settings/", "/settings/audit/", "/jobs/", "/search/?q=a", "/accounts/2fa/", "/nowhere/"]


def as_pairs(policy: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


@pytest.mark.parametrize("path", PAGES)
def test_it_sends_the_policy_and_forbids_storing(
    path: str, workspace: None, viewers: Viewers
) -> None:
    answer = viewers.client("akiko").get(path)
    assert as_pairs(answer["Content-Security-Policy"]) == POLICY
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"
    assert re.fullmatch(
        r'app;dur=[\d.]+, db;dur=[\d.]+;desc="\d+ queries"', answer["Server-Timing"]
    )


def test_strangers_get_the_same_policy(workspace: None, viewers: Viewers) -> None:
    viewers("akiko")
    answer = Client().get("/accounts/login/")
    assert as_pairs(answer["Content-Security-Policy"]) == POLICY
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_inline_script_or_style(path: str, workspace: None, viewers: Viewers) -> None:
    page = viewers.client("akiko").get(path).content.decode()
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert not re.search(r"<[^>]+\son[a-z]+=", page)
    assert not re.search(r"<style", page)
    inline = re.findall(r"<script(?![^>]*\ssrc=)([^>]*)>", page)
    assert all("application/json" in attributes for attributes in inline)


def test_the_frame_costs_few_queries(workspace: None, viewers: Viewers) -> None:
    answer = viewers.client("rin").get("/settings/")
    found = re.search(r'desc="(\d+) queries"', answer["Server-Timing"])
    assert found
    assert int(found[1]) <= 7
