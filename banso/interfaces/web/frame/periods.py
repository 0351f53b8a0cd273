"""Months, quarters, halves and fiscal years as readers name them, by the workspace's own calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from banso.lib.dates import add_months, fiscal_label, fiscal_year_start, format_month
from banso.lib.dates import fiscal_year as fiscal_year_of

PARTS = ("month", "quarter", "half", "year")
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """From ``first`` up to, not including, ``end``. ``key`` sorts and stands in addresses: 2026-07."""

    part: str
    first: date
    end: date

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"

    def label(self, language: str, *, first_month: int = 4) -> str:
        """2026年7月, 2026年度 第2四半期, 2026年度 上期, 2026年度; Jul 2026, FY2026 Q2, FY2026 H1, FY2026."""
        if self.part == "month":
            return format_month(self.first, language)
        return fiscal_label(self.first, language, first_month=first_month, part=self.part)

    def short(self, language: str, *, first_month: int = 4) -> str:
        """For narrow heads: 26/07, 26年度 2Q, 26年度 上期; Jul 26, FY26 Q2."""
        if self.part == "month":
            text = format_month(self.first, language)
            return f"{self.first:%y/%m}" if language.startswith("ja") else f"{text[:3]} {text[-2:]}"
        text = self.label(language, first_month=first_month)
        year = fiscal_year_of(self.first, first_month=first_month)
        text = text.replace(str(year), f"{year % 100:02d}", 1)
        return text.replace("第", "").replace("四半期", "Q") if self.part == "quarter" else text


def period_of(day: date, part: str, *, first_month: int = 4) -> Period:
    """This function will give the month, quarter, half or fiscal year that holds ``day``."""
    months = _MONTHS[part]
    begin = fiscal_year_start(fiscal_year_of(day, first_month=first_month), first_month=first_month)
    since = (day.year - begin.year) * 12 + day.month - begin.month
    first = add_months(begin, since // months * months)
    return Period(part, first, add_months(first, months))


def periods(*, first: date, last: date, part: str, first_month: int = 4) -> list[Period]:
    """This function will list the periods that hold the days from ``first`` to ``last``, oldest first."""
    found = [period_of(first, part, first_month=first_month)]
    while found[-1].end <= last:
        found.append(period_of(found[-1].end, part, first_month=first_month))
    return found
