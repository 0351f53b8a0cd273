"""What the ledger's classes and reasons are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CLASSES: dict[str, str | Promise] = {
    "new": pgettext_lazy("mrr", "New"),
    "reactivation": pgettext_lazy("mrr", "Reactivation"),
    "expansion": pgettext_lazy("mrr", "Expansion"),
    "contraction": pgettext_lazy("mrr", "Contraction"),
    "churn": pgettext_lazy("mrr", "Churn"),
    "fx": pgettext_lazy("mrr", "Exchange rates"),
    "adjustment": pgettext_lazy("mrr", "Adjustment"),
}
REASONS: dict[str, str | Promise] = {
    "trial": pgettext_lazy("mrr", "after a trial"),
    "upsell": pgettext_lazy("mrr", "upsell"),
    "cross_sell": pgettext_lazy("mrr", "cross-sell"),
    "seats": pgettext_lazy("mrr", "seats"),
    "price": pgettext_lazy("mrr", "price"),
    "downsell": pgettext_lazy("mrr", "downsell"),
    "discount": pgettext_lazy("mrr", "discount"),
    "pause": pgettext_lazy("mrr", "pause"),
    "notice": pgettext_lazy("mrr", "notice given"),
    "lapse": pgettext_lazy("mrr", "ended without a renewal"),
    "rate": pgettext_lazy("mrr", "rate of the month"),
}
BY: dict[str, str | Promise] = {
    "csm": _("CSM"),
    "plan": _("Plan"),
    "product": _("Product"),
    "currency": _("Currency"),
    "industry": _("Industry"),
    "cohort": pgettext_lazy("mrr", "Month of the first payment"),
    "segment": _("Segment"),
}
PER: dict[str, str | Promise] = {
    "month": pgettext_lazy("period", "Month"),
    "quarter": pgettext_lazy("period", "Quarter"),
    "half": pgettext_lazy("period", "Half-year"),
    "year": pgettext_lazy("period", "Fiscal year"),
}
