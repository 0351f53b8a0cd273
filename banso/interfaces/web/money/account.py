"""An account's own ledger, for its contracts tab: each movement, and the MRR it left."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from banso.interfaces.web.account.reach import Reached
from banso.interfaces.web.frame.charts import Cell, Sheet
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.money.reading import known_since, plan_names, plans_of, what_of
from banso.revenue.ledger import queries as ledger
from banso.workspace import queries as workspace


def account_sheet(request: ScreenRequest, reached: Reached, day: date) -> Sheet | None:
    """This function will lay out the movements up to ``day``, the newest first; None where there are none."""
    found = ledger.account_ledger(viewer=request.viewer, account=reached.account.id)
    moved = [m for m in found.movements if m.day <= day]
    if not moved:
        return None
    plans = plan_names(request)
    rows, level = [], 0
    for m in moved:
        level += m.amount_minor or 0
        line = (*m.lines_after, *m.lines_before, "")[0]
        rows.append(
            (
                Cell(m.day, "day"),
                Cell(what_of(m), "text", f"#line-{line}" if line else ""),
                Cell(plans_of(m, plans), "text"),
                Cell(m.amount_minor, "money", hint=_("no rate for %(c)s") % {"c": m.currency}),
                Cell(level, "money"),
                Cell(known_since(m), "text"),
            )
        )
    head = (
        _("Counts from"), pgettext("mrr", "What"), _("Plan"), pgettext("mrr", "Amount"), "MRR",
        pgettext("mrr", "Known since"),
    )  # fmt: skip
    return Sheet(
        "c-mrr-account", _("MRR ledger"), head, tuple(reversed(rows)),
        note=_("derived from the contract lines above"),
        currency=workspace.workspace(viewer=request.viewer).currency,
    )  # fmt: skip
