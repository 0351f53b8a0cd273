"""Exports of Salesforce, HubSpot, Zendesk and Stripe: known by themselves, and what they become."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from banso.connectors import operations
from banso.connectors.files.grammar import parse_mapping, shipped, shipped_text
from banso.connectors.files.prices import monthly_of_price
from banso.connectors.files.write_yaml import mapping_text
from banso.connectors.models import ImportBatch
from banso.customers.models import Account, Contact, FieldValue, ProductUser, Ticket
from banso.revenue.models import ContractLine, Plan, Product
from tests.connectors.helping import NOW, SYSTEM, Rows, look, take_in, write

pytestmark = pytest.mark.usefixtures("workspace")
SEEDS = Path(__file__).parent.parent / "data" / "connector_seeds"


def created(result: dict[str, Any]) -> dict[str, int]:
    return {k: c["created"] for k, c in result["counts"].items() if c["created"]}


def found(result: dict[str, Any]) -> dict[str, int]:
    return {p["id"]: p["count"] for p in result["problems"]}


def fields_of(key: str) -> list[tuple[str, Any, date | None]]:
    rows = FieldValue.objects.filter(account__keys__key=key).order_by("from_on", "key")
    return list(rows.values_list("key", "value", "from_on"))


@pytest.mark.parametrize("name", ["salesforce", "hubspot", "zendesk", "stripe"])
def test_an_export_is_known_by_itself(name: str) -> None:
    seen = look(SEEDS / name)
    assert seen.proposal and (seen.proposal["how"], seen.proposal["key"]) == ("shipped", name)
    assert {c.how for t in seen.tables if t.kind for c in t.columns if c.target} == {"shipped"}


def test_files_of_other_names_are_known_by_their_headers(tmp_path: Path) -> None:
    """A tool that names columns as the API does: IsDeleted for is_deleted."""
    header = ("Id", "Name", "OwnerId", "IsDeleted", "BillingCity", "NumberOfEmployees", "Industry")
    rows: Rows = [header, ("001A", "架空工業株式会社", "005", "false", "大阪", "320", "製造")]
    result = take_in(write(tmp_path, "kokyaku_20260401.csv", rows))
    assert result["mapping"]["key"] == "salesforce"
    account = Account.objects.get()
    assert (account.name, account.employees, account.industry) == ("架空工業株式会社", 320, "製造")


def test_a_plain_list_of_accounts_is_not_taken_for_salesforce(tmp_path: Path) -> None:
    rows: Rows = [("id", "name", "industry"), ("1", "架空商事", "卸売"), ("2", "仮名物産", "卸売")]
    seen = look(write(tmp_path, "accounts.csv", rows))
    assert seen.proposal and seen.proposal["how"] == "guessed"


def cells(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


def test_seeds_of_salesforce() -> None:
    """One account is not deleted; no contact's account is in the table; every won deal was deleted."""
    result = take_in(SEEDS / "salesforce")
    assert created(result) == {"account": 1, "field": 1}
    assert found(result) == {
        "import.note.left-out": 9 + 10,
        "import.row.unknown-account": 3,
        "import.row.missing": 1,
    }
    assert Account.objects.get().name == "Eric's Test"


def test_seeds_of_hubspot() -> None:
    """24 companies; contacts carry no association, tickets and deals none that leads anywhere."""
    result = take_in(SEEDS / "hubspot")
    assert created(result) == {"account": 24, "field": 24}
    assert found(result) == {
        "import.note.left-out": 44,
        "import.row.no-match": 25,
        "import.row.missing": 21,
        "import.row.unknown-account": 1,
    }
    assert Account.objects.filter(country="United Kingdom").count() == 2
    assert Account.objects.get(keys__key="2402736100").name == "29ffbc5b6f1e85c758b08acc61e586b0"


def test_seeds_of_zendesk() -> None:
    """Two deleted tickets and one agent stay out; the others name organizations that are not here."""
    result = take_in(SEEDS / "zendesk")
    assert created(result) == {"account": 10}
    assert found(result) == {"import.row.unknown-account": 9 + 8, "import.note.left-out": 3}
    assert sorted(Account.objects.values_list("name", flat=True))[:2] == ["name1", "name10"]


def test_seeds_of_stripe() -> None:
    """Two of fourteen items belong to a subscription that is here; a one-off price is no plan."""
    result = take_in(SEEDS / "stripe")
    assert created(result) == {"product": 10, "plan": 16, "account": 11, "contract": 2}
    assert result["counts"]["account"]["implied"] == 2
    assert found(result) == {"import.row.no-match": 12, "import.note.left-out": 2}
    lines = ContractLine.objects.order_by("account__keys__key")
    assert [(x.account.keys.get().key, x.mrr_minor, x.currency, x.quantity) for x in lines] == [
        ("123fsdf", 300_000, "USD", 2),
        ("sdf6547", 150_000, "USD", 1),
    ]
    assert {(x.start_on, x.end_on) for x in lines} == {(date(2021, 2, 18), date(2021, 2, 19))}
    assert {x.seats for x in lines} == {None}, "a flat price has quantity 1, which is no seat"


# Rows that belong together, in the same columns ---------------------------------------------------


def test_won_deals_become_dated_fields_and_no_contract(tmp_path: Path) -> None:
    account = ("id", "name", "owner_id", "is_deleted", "billing_city", "number_of_employees")
    write(tmp_path, "account.csv", [account, ("A", "架空電機", "u", "false", "", "")])
    deal = (
        "id", "account_id", "name", "amount", "stage_name", "close_date", "is_won", "is_closed",
        "is_deleted",
    )  # fmt: skip
    write(
        tmp_path,
        "opportunity.csv",
        [
            deal,
            ("1", "A", "新規", "1200000", "Closed Won", "2025-04-10", "true", "true", "false"),
            ("2", "A", "増席", "300000", "Closed Won", "2025-10-01", "TRUE", "true", "false"),
            ("3", "A", "失注", "900000", "Closed Lost", "2025-11-01", "false", "true", "false"),
            ("4", "A", "商談中", "500000", "Prospecting", "2026-06-30", "false", "false", "false"),
        ],
    )
    result = take_in(tmp_path)
    assert result["mapping"]["key"] == "salesforce"
    assert found(result) == {"import.note.left-out": 2}
    first, second = date(2025, 4, 10), date(2025, 10, 1)
    assert fields_of("A") == [
        ("deal_won_amount", 1_200_000, first),
        ("deal_won_name", "新規", first),
        ("deal_won_on", "2025-04-10", first),
        ("deal_won_amount", 300_000, second),
        ("deal_won_name", "増席", second),
        ("deal_won_on", "2025-10-01", second),
    ]
    assert not ContractLine.objects.exists()


def test_hubspot_rows_find_their_company(tmp_path: Path) -> None:
    company = ("id", "property_name", "property_createdate", "property_industry")
    write(tmp_path, "company_data.csv", [company, ("7", "架空印刷", "2025-01-01", "印刷")])
    contact = (
        "id",
        "property_email",
        "property_firstname",
        "property_lastname",
        "property_company",
    )
    people: Rows = [contact, ("1", "hana@example.com", "花", "架空", "架空印刷")]
    write(tmp_path, "contact_data.csv", people)
    deal = (
        "deal_id",
        "property_dealname",
        "property_amount",
        "property_closedate",
        "deal_pipeline_stage_id",
    )
    deals: Rows = [
        deal,
        ("d1", "年契約", "600000", "2025-05-01", "s2"),
        ("d2", "失注", "1", "2025-06-01", "s9"),
    ]
    write(tmp_path, "deal_data.csv", deals)
    stages: Rows = [("stage_id", "closed_won"), ("s2", "TRUE"), ("s9", "FALSE")]
    write(tmp_path, "deal_pipeline_stage_data.csv", stages)
    write(tmp_path, "deal_company_data.csv", [("deal_id", "company_id"), ("d1", "7"), ("d2", "7")])
    ticket = (
        "id",
        "property_subject",
        "property_hs_pipeline_stage",
        "property_createdate",
        "property_closed_date",
        "property_hs_ticket_priority",
    )
    tickets: Rows = [ticket, ("t1", "ログインできない", "p1", "2025-07-01 09:00:00", "", "HIGH")]
    write(tmp_path, "ticket_data.csv", tickets)
    write(tmp_path, "ticket_company_data.csv", [("ticket_id", "company_id"), ("t1", "7")])
    states: Rows = [("stage_id", "ticket_state", "label"), ("p1", "OPEN", "対応中")]
    write(tmp_path, "ticket_pipeline_stage_data.csv", states)
    result = take_in(tmp_path)
    assert result["quarantined"] == 0
    person = Contact.objects.get()
    assert (person.family_name, person.given_name, person.account.name) == (
        "架空",
        "花",
        "架空印刷",
    )
    assert [f[:2] for f in fields_of("7")] == [
        ("deal_won_amount", 600_000),
        ("deal_won_name", "年契約"),
        ("deal_won_on", "2025-05-01"),
    ]
    asked = Ticket.objects.get()
    assert (asked.status, asked.severity, asked.closed_at) == ("対応中", "high", None)
    assert asked.opened_at == datetime(2025, 7, 1, 9, tzinfo=UTC), "an export's times are UTC"


def test_zendesk_tickets_end_when_they_were_solved(tmp_path: Path) -> None:
    organization = ("id", "name", "shared_tickets", "shared_comments")
    write(tmp_path, "organization_data.csv", [organization, ("9", "架空倉庫", "FALSE", "FALSE")])
    user = cells("id|organization_id|role|restricted_agent|name|email|created_at|last_login_at")
    write(
        tmp_path,
        "user_data.csv",
        [
            user,
            cells("u1|9|end-user|TRUE|架空 次郎|jiro@example.com|2025-01-02 00:00:00|"),
            cells("u2|9|agent|FALSE|当社の担当|desk@example.com|2025-01-02 00:00:00|"),
        ],
    )
    ticket = cells(
        "id|requester_id|submitter_id|organization_id|ticket_form_id|status|priority|subject|created_at|updated_at"
    )
    write(
        tmp_path,
        "ticket_data.csv",
        [
            ticket,
            cells("1|u1|u1|9|f|closed|urgent|停止|2025-03-01 01:00:00|2025-03-20 00:00:00"),
            cells("2|u1|u1||f|solved|low|質問|2025-04-01 01:00:00|2025-04-03 00:00:00"),
            cells("3|u1|u1|9|f|open||要望|2025-05-01 01:00:00|2025-05-02 00:00:00"),
            cells("4|u1|u1|9|f|deleted||消した|2025-05-01 01:00:00|2025-05-02 00:00:00"),
        ],
    )
    write(
        tmp_path,
        "ticket_field_history_data.csv",
        [
            ("field_name", "ticket_id", "updated", "value"),
            ("status", "1", "2025-03-09 02:00:00", "solved"),
            ("status", "1", "2025-03-05 02:00:00", "solved"),
            ("priority", "1", "2025-03-30 02:00:00", "solved"),
            ("status", "1", "2025-03-20 00:00:00", "closed"),
        ],
    )
    result = take_in(tmp_path)
    assert created(result) == {"account": 1, "user": 1, "ticket": 3}
    ends = dict(Ticket.objects.values_list("key", "closed_at"))
    assert ends == {
        "1": datetime(2025, 3, 9, 2, tzinfo=UTC),
        "2": datetime(2025, 4, 3, tzinfo=UTC),
        "3": None,
    }
    person = ProductUser.objects.get()
    assert (person.user_key, person.traits["name"]) == ("u1", "架空 次郎")
    assert not Contact.objects.exists(), "who is a stakeholder, a person decides"


def test_stripe_items_become_amounts_a_month(tmp_path: Path) -> None:
    customer = ("id", "name", "email", "delinquent", "livemode", "invoice_prefix", "currency")
    write(
        tmp_path, "customers.csv", [customer, ("c1", "架空フーズ", "", "FALSE", "TRUE", "X", "jpy")]
    )
    subscription = cells(
        "id|customer_id|start_date|ended_at|cancel_at|canceled_at|status|current_period_end|cancel_at_period_end"
    )
    write(
        tmp_path,
        "subscriptions.csv",
        [
            subscription,
            cells("s1|c1|2025-04-01 00:00:00||||active|2026-05-01 00:00:00|FALSE"),
            cells(
                "s2|c1|2025-01-15 00:00:00||2026-06-15 00:00:00|2026-03-01 09:00:00|trialing|2026-06-15 00:00:00|TRUE"
            ),
        ],
    )
    items: Rows = [
        ("id", "subscription_id", "plan_id", "quantity"),
        ("i1", "s1", "month", "3"),
        ("i2", "s1", "year", "1"),
        ("i3", "s2", "quarter", "2"),
    ]
    write(tmp_path, "subscription_items.csv", items)
    price = cells(
        "id|unit_amount|currency|recurring_interval|recurring_interval_count|type|nickname|product_id"
    )
    write(
        tmp_path,
        "prices.csv",
        [
            price,
            ("month", "1500", "jpy", "month", "1", "recurring", "月額", "p1"),
            ("year", "100000", "jpy", "year", "1", "recurring", "年額", "p1"),
            ("quarter", "2500", "jpy", "month", "3", "recurring", "四半期", "p1"),
            ("once", "9999", "jpy", "", "", "one_time", "初期費用", "p1"),
        ],
    )
    write(
        tmp_path,
        "products.csv",
        [("id", "name", "livemode", "statement_descriptor"), ("p1", "架空サービス", "TRUE", "")],
    )
    result = take_in(tmp_path)
    assert result["quarantined"] == 0
    lines = {x.keys_text: x for x in _lines()}
    assert {k: x.mrr_minor for k, x in lines.items()} == {"i1": 4_500, "i2": 8_333, "i3": 1_667}
    assert (lines["i1"].end_on, lines["i1"].trial, lines["i1"].auto_renew) == (None, False, False)
    assert (lines["i3"].end_on, lines["i3"].trial) == (date(2026, 6, 15), True)
    assert lines["i3"].notice_given_on == date(2026, 3, 1)
    assert dict(Plan.objects.values_list("key", "name")) == {
        "month": "月額",
        "year": "年額",
        "quarter": "四半期",
    }
    assert Product.objects.get(key="p1").name == "架空サービス"


def _lines() -> list[Any]:
    found = list(ContractLine.objects.select_related("plan"))
    for line in found:
        line.keys_text = line.key
    return found


@pytest.mark.parametrize(
    ("given", "monthly"),
    [
        ({"price_minor": 1200}, 1200),
        ({"price_minor": 1200, "quantity": 0}, 0),
        ({"price_minor": 1000, "price_interval": "year"}, 83),
        ({"price_minor": 1006, "price_interval": "year"}, 84),
        ({"price_minor": 100, "price_interval": "week"}, 433),
        ({"price_minor": 10, "price_interval": "day"}, 304),
        ({"price_minor": 900, "price_interval": "month", "price_interval_count": 6}, 150),
        ({"price_minor": None}, None),
    ],
)
def test_a_price_a_period_is_an_amount_a_month(given: dict[str, Any], monthly: int | None) -> None:
    assert monthly_of_price(given) == monthly


@pytest.mark.parametrize("key", shipped())
def test_what_ships_reads_and_writes_itself(key: str) -> None:
    first = parse_mapping(shipped_text(key))
    again = parse_mapping(mapping_text(first))
    assert (again.files, again.covers, again.source) == (first.files, first.covers, first.source)


def test_the_text_that_ships_is_kept_as_it_is() -> None:
    result = take_in(SEEDS / "zendesk")
    row = ImportBatch.objects.get(public_id=result["batch"])
    assert row.mapping_text == shipped_text("zendesk")
    assert (row.mapping_key, row.mapping_version) == ("zendesk", 1)
    assert operations.preview  # the same mapping serves the next export
    batch = operations.stage_path(viewer=SYSTEM, path=SEEDS / "zendesk", now=NOW)
    seen = operations.preview(viewer=SYSTEM, batch=batch, now=NOW)
    assert seen.proposal and (seen.proposal["how"], seen.proposal["version"]) == ("saved", 1)
