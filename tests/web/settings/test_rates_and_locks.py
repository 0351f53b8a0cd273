"""Settings, section Rates and locks: what is entered counts, what is wrong is told, only for administrators."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from banso.revenue.models import CurrencyRate
from banso.workspace.models import AuditRow
from tests.conftest import Viewers

pytestmark = pytest.mark.usefixtures("workspace")
ROOT = "/settings/money/"


def rates() -> list[tuple[str, date, str]]:
    return [
        (r.currency, r.from_on, f"{r.rate.normalize():f}")
        for r in CurrencyRate.objects.order_by("currency", "from_on")
    ]


def test_a_rate_is_entered_changed_and_taken_out(viewers: Viewers) -> None:
    client = viewers.client("akiko")
    given = {"currency": "usd", "from_on": "2026-04-01", "rate": "151.5"}
    assert client.post(f"{ROOT}rate/", given).status_code == 302
    assert rates() == [("USD", date(2026, 4, 1), "151.5")]
    client.post(f"{ROOT}rate/", {**given, "rate": "152"})
    assert rates() == [("USD", date(2026, 4, 1), "152")]
    page = client.get(ROOT, headers={"accept-language": "ja"}).content.decode()
    assert "152 JPY" in page and "為替レート" in page
    client.post(f"{ROOT}removal/", {"currency": "USD", "from_on": "2026-04-01"})
    assert rates() == []
    acts = AuditRow.objects.filter(act__startswith="ledger.rate").values_list("act", flat=True)
    assert sorted(acts) == ["ledger.rate-removed", "ledger.rate-set", "ledger.rate-set"]


def test_a_file_is_taken_whole_or_not_at_all(viewers: Viewers) -> None:
    client = viewers.client("akiko")

    def sent(data: bytes) -> int:
        file = SimpleUploadedFile("rates.csv", data, "text/csv")
        return client.post(f"{ROOT}file/", {"file": file}).status_code

    assert sent("通貨,日付,レート\nUSD,2026-04-01,150\nEUR,2026/04/01,x\n".encode()) == 422
    assert sent("通貨,日付,レート".encode("cp932")) == 422
    assert rates() == []
    assert (
        sent("\ufeff通貨,日付,レート\nUSD,2026-04-01,150\nEUR,2026/04/01,162.25\n".encode()) == 302
    )
    assert [r[0] for r in rates()] == ["EUR", "USD"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"currency": "XXQ", "from_on": "2026-04-01", "rate": "1"},
        {"currency": "JPY", "from_on": "2026-04-01", "rate": "1"},
        {"currency": "USD", "from_on": "", "rate": "1"},
        {"currency": "USD", "from_on": "2026-04-01", "rate": "0"},
    ],
)
def test_what_cannot_be_a_rate_is_told(wrong: dict[str, str], viewers: Viewers) -> None:
    answer = viewers.client("akiko").post(f"{ROOT}rate/", wrong)
    assert answer.status_code == 422
    assert re.search(r"bn-note-bad|bn-help bn-bad", answer.content.decode())
    assert rates() == []


def test_a_month_that_is_not_over_is_not_locked(viewers: Viewers) -> None:
    answer = viewers.client("akiko").post(f"{ROOT}lock/", {"month": "2199-01", "why": "x"})
    assert answer.status_code == 422 and "bn-note-bad" in answer.content.decode()


def test_only_administrators_open_it(viewers: Viewers) -> None:
    assert viewers.client("makoto").get(ROOT).status_code == 403
