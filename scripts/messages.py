"""The texts of the screens: find them, see what is untranslated, compile the translations.

    python scripts/messages.py extract            every text with its places, as a PO template
    python scripts/messages.py missing [--po]     texts without a Japanese translation (as PO stubs)
    python scripts/messages.py check              everything tests/ground/test_translations.py asks
    python scripts/messages.py compile            banso/locale/<lang>/*.po -> LC_MESSAGES/django.mo

A msgid is English; each screen has its own ``banso/locale/ja/<room>.po``. Babel does the work, so no
gettext tools are needed on the machine.
"""

from __future__ import annotations

import gettext as system_gettext
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = PROJECT / "banso"
LOCALE = SOURCE / "locale"
LANGUAGES = ("ja", "en")
BORROWED = ("django", "django.contrib.auth", "allauth")  # their texts may be reworded in ours

_WITH_PLURAL, _WITH_CONTEXT = (1, 2), ((1, "c"), 2)
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _WITH_PLURAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _WITH_CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)|(?<!\{)\{(\w*)[^{}]*\}(?!\})")


@dataclass(frozen=True, order=True)
class Key:
    """What gettext looks a text up by."""

    text: str
    context: str = ""  # gettext's msgctxt; empty where there is none


@dataclass
class Use:
    plural: str | None = None
    places: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    key: Key
    plural: str | None
    translated: tuple[str, ...]
    fuzzy: bool
    place: str


def _template_as_python(path: Path) -> bytes:
    """A template's texts as gettext calls on the lines where they stand."""
    from django.conf import settings
    from django.utils.translation import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    # What is left of the markup is indented at will, which Python's tokenizer refuses.
    return "\n".join(line.strip() for line in code.split("\n")).encode()


def _sources() -> Iterator[tuple[Path, bytes]]:
    for folder, names, files in os.walk(SOURCE):
        names[:] = sorted(n for n in names if n not in {"vendor", "__pycache__", "migrations"})
        for name in sorted(files):
            path = Path(folder) / name
            if name.endswith(".py"):
                yield path, path.read_bytes()
            elif name.endswith((".html", ".txt")) and "templates" in path.parts:
                yield path, _template_as_python(path)


def used() -> dict[Key, Use]:
    """Every text in templates and Python under banso/, with the places where it is used."""
    found: dict[Key, Use] = {}
    for path, code in _sources():
        place = str(path.relative_to(PROJECT))
        for line, message, _comments, context in babel_extract(
            "python", BytesIO(code), keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            singular, plural = (
                (message[0], message[-1]) if isinstance(message, tuple) else (message, None)
            )
            if not singular:
                continue
            use = found.setdefault(Key(singular, context or ""), Use())
            use.plural = use.plural or plural
            use.places.append((place, line))
    return found


def entries(language: str) -> list[Entry]:
    """Every entry of every .po file of one language, in the order of files and lines."""
    found = []
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=language, abort_invalid=True)
        for message in catalog:
            if not message.id:
                continue
            ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
            strings = (
                message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            )
            found.append(
                Entry(
                    key=Key(ids[0], message.context or ""),
                    plural=ids[1] if len(ids) > 1 else None,
                    translated=tuple(text or "" for text in strings),
                    fuzzy=message.fuzzy,
                    place=f"{path.relative_to(PROJECT)}:{message.lineno}",
                )
            )
    return found


def missing() -> list[tuple[Key, Use]]:
    """The texts that have no Japanese translation in our own .po files."""
    translated = {e.key for e in entries("ja") if all(e.translated) and not e.fuzzy}
    return [(key, use) for key, use in sorted(used().items()) if key not in translated]


def unused() -> list[Entry]:
    """Japanese entries that no template or module asks for and no library we show has."""
    known, borrowed = used(), borrowed_texts()
    return [e for e in entries("ja") if e.key not in known and e.key.text not in borrowed]


def borrowed_texts() -> set[str]:
    """The msgids of the libraries whose pages and messages people see."""
    found: set[str] = set()
    for package in BORROWED:
        spec = find_spec(package)
        for root in (spec.submodule_search_locations or []) if spec else []:
            for path in Path(root).glob("**/locale/ja/LC_MESSAGES/django.mo"):
                with path.open("rb") as file:
                    texts = system_gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
                found.update(key if isinstance(key, str) else key[0] for key in texts)
    return {text.split("\x04")[-1] for text in found}


def contradictions() -> list[tuple[Entry, Entry]]:
    """Pairs of entries for one text that translate it differently: only one of them could win."""
    first: dict[tuple[str, Key], Entry] = {}
    pairs = []
    for language in LANGUAGES:
        for entry in entries(language):
            earlier = first.setdefault((language, entry.key), entry)
            if earlier.translated != entry.translated:
                pairs.append((earlier, entry))
    return pairs


def _placeholders(text: str) -> set[str]:
    return {a or "{" + b + "}" for a, b in _PLACEHOLDER.findall(text.replace("%%", ""))}


def wrong_placeholders() -> list[Entry]:
    """Entries whose translation names a value that the text does not have, or drops one.

    A singular may spell out what the plural counts, so the plural decides where there is one.
    """
    wrong = []
    for entry in entries("ja") + entries("en"):
        wanted = _placeholders(entry.plural or entry.key.text)
        if any(text and _placeholders(text) != wanted for text in entry.translated):
            wrong.append(entry)
    return wrong


def compile_all() -> list[Path]:
    """Merge the .po files of each language into the one catalogue Django loads."""
    written = []
    for language in LANGUAGES:
        merged = Catalog(locale=language, charset="utf-8", fuzzy=False)
        for entry in entries(language):
            ids = (entry.key.text, entry.plural) if entry.plural else entry.key.text
            strings = entry.translated if entry.plural else entry.translated[0]
            if all(entry.translated) and not entry.fuzzy:
                merged.add(ids, strings, context=entry.key.context or None)
        if not len(merged):
            continue
        target = LOCALE / language / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_suffix(f".{os.getpid()}")
        with scratch.open("wb") as file:
            write_mo(file, merged)
        scratch.replace(target)  # a running server never reads half a catalogue
        written.append(target)
    return written


def _write_template(texts: Iterable[tuple[Key, Use]]) -> None:
    catalog = Catalog(project="Banso", fuzzy=False)
    for key, use in texts:
        ids = (key.text, use.plural) if use.plural else key.text
        catalog.add(ids, context=key.context or None, locations=use.places)
    write_po(sys.stdout.buffer, catalog, omit_header=True, sort_by_file=True)


def complaints() -> list[str]:
    """One line for each thing wrong with the translations: place, fact, remedy."""
    lines = []
    for key, use in missing():
        place, line = use.places[0]
        lines.append(
            f"{place}:{line}: {key.text!r} has no Japanese: add it to banso/locale/ja/<room>.po"
        )
    for entry in unused():
        lines.append(f"{entry.place}: {entry.key.text!r} is used nowhere: take the entry out")
    for one, other in contradictions():
        lines.append(
            f"{other.place}: {other.key.text!r} is translated otherwise in {one.place}: use one"
        )
    for entry in wrong_placeholders():
        lines.append(f"{entry.place}: the values in {entry.key.text!r} differ in its translation")
    return lines


def main(arguments: list[str]) -> int:
    match arguments:
        case ["extract"]:
            _write_template(sorted(used().items()))
        case ["missing", "--po"]:
            _write_template(missing())
        case ["missing"]:
            for key, use in missing():
                print(f"{use.places[0][0]}:{use.places[0][1]}: {key.text!r}")
        case ["check"]:
            found = complaints()
            for line in found:
                print(line)
            return 1 if found else 0
        case ["compile"]:
            for path in compile_all():
                print(f"Wrote {path.relative_to(PROJECT)}")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
