"""Every text of the screens exists in Japanese and English, once, with the same values in it."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from scripts import messages


def as_lines(keys_and_uses: list[tuple[messages.Key, messages.Use]]) -> str:
    return "\n".join(
        f"{use.places[0][0]}:{use.places[0][1]}: {key.text!r}" for key, use in keys_and_uses
    )


def test_every_text_has_a_japanese_translation() -> None:
    missing = messages.missing()
    assert not missing, (
        f"`python scripts/messages.py missing --po` writes the stubs:\n{as_lines(missing)}"
    )


def test_no_entry_is_left_over() -> None:
    unused = [f"{entry.place}: {entry.key.text!r}" for entry in messages.unused()]
    assert not unused, "\n".join(["used by no screen:", *unused])


def test_no_text_is_translated_in_two_ways() -> None:
    pairs = [
        f"{one.place} and {other.place}: {one.key.text!r}"
        for one, other in messages.contradictions()
    ]
    assert not pairs, "\n".join(["one of them is enough:", *pairs])


def test_translations_carry_the_values_of_the_text() -> None:
    wrong = [f"{entry.place}: {entry.key.text!r}" for entry in messages.wrong_placeholders()]
    assert not wrong, "\n".join(["values differ:", *wrong])


def test_no_entry_is_marked_fuzzy() -> None:
    """A fuzzy entry is silently left out of the compiled catalogue."""
    assert not [
        entry.place for entry in messages.entries("ja") + messages.entries("en") if entry.fuzzy
    ]


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ('{% load i18n %}<p>it\'s</p>\n  {% translate "Save 5%" %}', ["Save 5%%"]),
        (
            "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}",
            ["%(n)s row"],
        ),
        ('   {% translate "May" context "month" %}\n {{ _("Save") }}', ["May", "Save"]),
    ],
)
def test_it_finds_the_texts_of_a_template(
    template: str, texts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "banso" / "room" / "templates"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(template, encoding="utf-8")
    monkeypatch.setattr(messages, "PROJECT", tmp_path)
    monkeypatch.setattr(messages, "SOURCE", tmp_path / "banso")
    assert sorted(key.text for key in messages.used()) == texts


def test_it_compiles_what_gettext_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locale = tmp_path / "locale"
    (locale / "ja").mkdir(parents=True)
    (locale / "ja" / "one.po").write_text(
        'msgid "Phase"\nmsgstr "フェーズ"\n\nmsgctxt "month"\nmsgid "May"\nmsgstr "5月"\n',
        encoding="utf-8",
    )
    (locale / "ja" / "two.po").write_text(
        'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s 日"\n', encoding="utf-8"
    )
    monkeypatch.setattr(messages, "PROJECT", tmp_path)
    monkeypatch.setattr(messages, "LOCALE", locale)
    (written,) = messages.compile_all()
    with written.open("rb") as file:
        japanese = gettext.GNUTranslations(file)
    assert japanese.gettext("Phase") == "フェーズ"
    assert japanese.pgettext("month", "May") == "5月"
    assert japanese.ngettext("%(n)s day", "%(n)s days", 2) == "%(n)s 日"
