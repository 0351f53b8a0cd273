"""The catalogue: event names get roles and features, from a file, a screen, or a guess."""

from __future__ import annotations

import pytest

from banso.lib.text import Text
from banso.metrics.catalogue import (
    Catalogue,
    CatalogueEvent,
    CatalogueNotAccepted,
    accept,
    parse_catalogue,
    write_catalogue,
)
from banso.metrics.guessing import guess

TEXT = """schema: banso/catalogue@1
events:
  - {event: user.signed_in, roles: [login]}
  - event: report.created
    roles: [use, first_value]
    feature: reports
    module: analysis
    solves: {ja: 月次の報告に時間がかかる, en: Monthly reports take too long}
    name: {ja: レポート作成, en: Report created}
  - {event: report.shared, roles: use, feature: reports}
  - {event: heartbeat}
"""


def test_it_reads_roles_and_features() -> None:
    catalogue = accept(TEXT)
    assert catalogue.names_of("use") == ("report.created", "report.shared")
    assert catalogue.names_of("login") == ("user.signed_in",)
    assert catalogue.feature_of == {"report.created": "reports", "report.shared": "reports"}
    assert list(catalogue.features) == ["reports"]
    assert catalogue.features["reports"].solves.ja == "月次の報告に時間がかかる"
    assert catalogue.name_of("report.created", "ja") == "レポート作成"
    assert catalogue.name_of("report.shared", "ja") == "report.shared"
    assert catalogue.answered == {"use": True, "setup_step": False, "first_value": True}


def test_it_tells_every_mistake_at_once() -> None:
    _, problems = parse_catalogue(
        """schema: banso/catalogue@1
events:
  - {event: a, roles: [lgin, use]}
  - {event: a, roles: [use]}
  - {event: banso.task.done, roles: [use]}
  - {roles: [use]}
  - {event: b, role: use}
""",
        file="catalogue.yaml",
    )
    assert [(p.id, p.place) for p in problems] == [
        ("catalogue.choice", "catalogue.yaml:3"),
        ("catalogue.event-twice", "catalogue.yaml:4"),
        ("catalogue.own-event", "catalogue.yaml:5"),
        ("catalogue.missing", "catalogue.yaml:6"),
        ("catalogue.unknown-key", "catalogue.yaml:7"),
    ]
    assert problems[0].suggestion == "login" and problems[4].suggestion == "roles"


def test_it_refuses_a_wrong_text_as_a_whole() -> None:
    with pytest.raises(CatalogueNotAccepted):
        accept("schema: banso/catalogue@1\nevents:\n  - {event: a, roles: [nothing]}\n")


def test_it_writes_what_it_reads() -> None:
    catalogue = accept(TEXT)
    assert accept(write_catalogue(catalogue.events.values())) == catalogue
    odd = CatalogueEvent(
        '「a: b」, {"x"} # \\ \n', ("use",), feature="- 機能", name=Text.of("はい: いいえ")
    )
    assert accept(write_catalogue([odd])).events == {odd.event: odd}
    assert accept(write_catalogue([])) == Catalogue()


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("login", ("login",)), ("User Signed In", ("login",)), ("ログイン成功", ("login",)),
        ("sessionStarted", ("login",)),
        ("logout", ()), ("userSignedOut", ()), ("login_failed", ()), ("ログアウト", ()), ("heartbeat", ()),
        ("report_exported", ("use", "export")), ("CSV出力", ("use", "export")), ("帳票のダウンロード", ("use", "export")),
        ("初期設定", ("use", "setup_step")), ("invite_user", ("use", "setup_step")), ("set_up_sso", ("use", "setup_step")),
        ("win_opportunity", ("use", "first_value")), ("申請承認", ("use", "first_value")),
        ("search", ("use",)), ("レポート閲覧", ("use",)), ("", None),
    ],
)  # fmt: skip
def test_it_guesses_roles_by_the_words_in_a_name(name: str, roles: tuple[str, ...] | None) -> None:
    found = guess([(name, 10), ("other use", 1)])
    proposal = next((p for p in found if p.event == name), None)
    assert (proposal.roles if proposal else None) == roles


def test_it_guesses_what_an_event_is_about() -> None:
    names = [
        "create_search",
        "edit_search",
        "search",
        "delete_list",
        "email_list",
        "AddContact",
        "contacts",
    ]
    found = {p.event: p.feature for p in guess([(n, 1) for n in names])}
    assert found == {
        "create_search": "search", "edit_search": "search", "search": "search", "delete_list": "list",
        "email_list": "email_list", "AddContact": "contact", "contacts": "contact",
    }  # fmt: skip


def test_it_takes_signing_in_as_use_where_nothing_else_comes_in() -> None:
    assert guess([("login", 5), ("logout", 5)])[0].roles == ("login", "use")


def test_it_proposes_the_twenty_most_frequent_and_never_our_own() -> None:
    names = [(f"event {i:02}", 100 - i) for i in range(40)] + [("banso.task.done", 1000)]
    found = guess(names)
    assert [p.event for p in found] == [f"event {i:02}" for i in range(20)]
    assert all(p.why.ja and p.why.en for p in found)
