"""The account an address names, as far as the viewer may see it, and where its facts are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from banso.connectors.queries import hidden_batches
from banso.customers import queries as customers
from banso.customers.queries import AccountView
from banso.events import definitions as events
from banso.events.lake import Lake
from banso.events.store import workspace_lake
from banso.interfaces.web.frame.request import ScreenRequest
from banso.lib.problems import BansoError, problem


class AccountNotFound(BansoError):
    """No account has this id, or it lies outside the viewer's scope; which of the two is not told."""


@dataclass(frozen=True, slots=True)
class Reached:
    account: AccountView
    keys: tuple[events.KeySpan, ...]
    lake: Lake
    hidden: frozenset[str]


def reach(request: ScreenRequest, public_id: str) -> Reached:
    """This function will find the account and its keys, or refuse with :class:`AccountNotFound`."""
    account = customers.account_by_public_id(viewer=request.viewer, public_id=public_id)
    if account is None:
        raise AccountNotFound(
            problem(
                "account.not-found",
                ja="この顧客企業は見つかりません。",
                en="There is no such account.",
                remedy_ja="アドレスを確かめるか、検索からお探しください。",
                remedy_en="Check the address, or look for it in the search.",
            )
        )
    return Reached(
        account=account,
        keys=event_keys(request, account.id),
        lake=workspace_lake(),
        hidden=hidden_batches(),
    )


def event_keys(request: ScreenRequest, account_id: int) -> tuple[events.KeySpan, ...]:
    """The account's keys as the lake wants them: it counts the last day in, records the first day after."""
    return tuple(
        events.KeySpan(
            source=k.source,
            key=k.key,
            from_on=k.from_on,
            to_on=k.to_on - timedelta(days=1) if k.to_on else None,
        )
        for k in customers.key_spans(viewer=request.viewer, account_ids=[account_id])
    )
