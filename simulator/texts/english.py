"""How customers write in English: short comments, tickets, notes; many are not native speakers."""

from __future__ import annotations

from simulator.texts.dice import Dice
from simulator.texts.phrases import Table, cut_all

DEPARTMENTS = (
    "sales", "sales planning", "finance", "IT", "general affairs", "marketing", "manufacturing",
    "customer support", "operations", "the Osaka office", "business planning", "procurement",
)  # fmt: skip
SINCE = (
    "since last week",
    "since this morning",
    "for a month",
    "for some days",
    "since the update",
)
_OPENERS = cut_all((
    "", "", "", "Honestly, ", "For us, ", "Personally, ", "So far, ", "To be frank, ", "In {d}, ",
    "Seen from {d}, ", "After {n} months, ", "As {d} tell me, ",
))  # fmt: skip
_AFTER_BAD = cut_all((
    "Our people are complaining.", "We do it by hand in the end.", "Please improve this soon.",
    "Is there anything you can do?", "It is hard to explain inside.", "We have begun to look around.",
    "If this gets better we would like to go on.", "Please give it a higher priority.",
    "All {n} of us think so.", "We hear the same from {d}.", "We cannot bring {d} in like this.",
    "It has been like this for {n} months.", "We can wait, but not for long.", "Others can do this, I hear.",
))  # fmt: skip
_AFTER_GOOD = cut_all((
    "People here like it.", "We will keep using it.", "I told other teams about it.", "Thank you.",
    "Looking forward to more.", "Please pass this on to your team.", "Keep it up.",
    "Now {d} use it too.", "All {n} of us agree.", "{n} months in, a good buy.", "I told my boss.",
    "Next year we want {d} on board.",
))  # fmt: skip
_AFTER_PLAIN = cut_all((
    "Thanks.", "Just so you know.", "Please reply when you have time.", "No hurry.", "",
    "We share this with {d}.", "We will know in {n} days.", "Please ask {d} for details.",
))  # fmt: skip
_NOT_GOOD = cut_all((
    "I can't say we are satisfied with {o}", "nobody here would call {o} helpful",
    "we have yet to see anything good in {o}", "is {o} what we expected? not really",
))  # fmt: skip
_NOT_BAD = cut_all((
    "we have no complaints about {o}", "{o} has never given us trouble",
    "I can't remember a problem with {o}", "{o} was not as hard as we had feared",
))  # fmt: skip
_GREETINGS = ("Hello,", "Hi,", "Hi team,", "Dear support team,", "Good morning,")
_PLEASE = (
    "Thank you in advance.",
    "Best regards,",
    "Looking forward to your reply.",
    "Thanks,",
    "Kind regards,",
)
_URGENT = (
    "This is urgent, please act today.",
    "Please call us today.",
    "We need a clear answer on when this will be fixed.",
)
_THANKS = ("Just wanted to say thanks.", "Many thanks,", "Keep up the good work.")
_SURROUNDINGS = cut_all((
    "We use Chrome.", "We use Edge.", "Restarting did not help.", "Several people in {d} see the same.",
    "A screenshot is attached.",
))  # fmt: skip
_SUBJECTS_OF_THANKS = cut_all(("thank you for your help with {o}", "thanks: {o}", "about {o}"))
_TOLD = (
    'They said "{}".',
    "According to them: {}.",
    "Their words: {}.",
    'Heard from the user: "{}".',
)


def core(dice: Dice, table: Table, level: int) -> str:
    """One to three sentences that mean ``level`` (-2 … 2), without greeting."""
    return _CORES[level](dice, table)


def _very_bad(dice: Dice, table: Table) -> str:
    way = dice.roll()
    first = dice.of(table, "--")
    if way < 0.2:
        return _stop(first)
    if way < 0.5:
        return f"{_stop(first)} {_stop(dice.of(table, '-'))}"
    if way < 0.8:
        return f"{_stop(first)} {dice.say(dice.pick(_AFTER_BAD), table)}"
    return f'I had heard "{dice.of(table, "t+")}", but {_stop(first, begin=False)}'


def _bad(dice: Dice, table: Table) -> str:
    way = dice.roll()
    if way < 0.18:
        return _stop(dice.of(table, "-"))
    if way < 0.44:
        return f"{_stop(dice.of(table, '-'))} {dice.say(dice.pick(_AFTER_BAD), table)}"
    if way < 0.56:
        return f"{_stop(dice.of(table, '-'))} {_stop(dice.of(table, 'w'))}"
    if way < 0.68:
        return _stop(dice.say(dice.pick(_NOT_GOOD), table))
    if way < 0.8:
        return f'Some say "{dice.of(table, "t+")}", but {_stop(dice.of(table, "-"), begin=False)}'
    good, bad = dice.of(table, "+"), dice.of(table, "-")
    return f"{up(good)}, but {_stop(bad, begin=False)} {dice.say(dice.pick(_AFTER_BAD), table)}"


def _plain(dice: Dice, table: Table) -> str:
    way = dice.roll()
    if way < 0.14:
        return _stop(dice.of(table, "="))
    if way < 0.26:
        return _stop(dice.of(table, "w"))
    if way < 0.5:
        after = dice.say(dice.pick(_AFTER_PLAIN), table)
        return f"{_stop(dice.of(table, '='))} {after}".rstrip()
    if way < 0.68:
        return f"{_stop(dice.of(table, '='))} {_stop(dice.of(table, 'w'))}"
    if way < 0.84:
        bad = _stop(dice.of(table, "-"), begin=False)
        return f"{_stop(dice.of(table, '+'))} On the other hand, {bad}"
    if way < 0.94:
        return f"{_stop(dice.of(table, '-'))} Still, {_stop(dice.of(table, '+'), begin=False)}"
    return f'Some say "{dice.of(table, "t-")}", others "{dice.of(table, "t+")}".'


def _good(dice: Dice, table: Table) -> str:
    way = dice.roll()
    if way < 0.2:
        return _stop(dice.of(table, "+"))
    if way < 0.5:
        return f"{_stop(dice.of(table, '+'))} {dice.say(dice.pick(_AFTER_GOOD), table)}"
    if way < 0.65:
        return _stop(dice.say(dice.pick(_NOT_BAD), table))
    if way < 0.8:
        return f'Some warned us of "{dice.of(table, "t-")}", but {_stop(dice.of(table, "+"), begin=False)}'
    if way < 0.9:
        return f"{_stop(dice.of(table, '+'))} One wish: {_stop(dice.of(table, 'w'), begin=False)}"
    first, second = dice.two(table["+"])
    return f"{_stop(dice.say(first, table))} {_stop(dice.say(second, table))}"


def _very_good(dice: Dice, table: Table) -> str:
    way = dice.roll()
    first = dice.of(table, "++")
    if way < 0.2:
        return _stop(first)
    if way < 0.6:
        return f"{_stop(first)} {dice.say(dice.pick(_AFTER_GOOD), table)}"
    if way < 0.85:
        return f"{_stop(first)} {_stop(dice.of(table, '+'))}"
    return f'Even those who used to say "{dice.of(table, "t-")}" praise it now. {_stop(first)}'


_CORES = {-2: _very_bad, -1: _bad, 0: _plain, 1: _good, 2: _very_good}
_TERSE = {-2: "t-", -1: "t-", 0: "t=", 1: "t+", 2: "t+"}


def comment(dice: Dice, table: Table, level: int) -> tuple[str, str]:
    """A survey comment: often a sentence, sometimes a note or all in lower case."""
    way = dice.roll()
    if way < 0.12:
        return "", _note(dice, table, level)
    said = core(dice, table, level)
    if way < 0.24:
        return "", said.lower().rstrip(".")
    return "", _opened(dice, table, said) if level else said


def voice(dice: Dice, table: Table, level: int) -> tuple[str, str]:
    """A remark as it was said or written, or as our person noted it down."""
    if dice.roll() < 0.3:
        told = dice.pick(_TOLD).format(dice.of(table, _TERSE[level]))
        if abs(level) < 2:
            return "", told
        return "", f"{told} {_stop(dice.of(table, '--' if level < 0 else '++'))}"
    said = core(dice, table, level)
    return "", _opened(dice, table, said) if level else said


def ticket(dice: Dice, table: Table, level: int) -> tuple[str, str]:
    """A request to support: subject, greeting, matter, closing."""
    dice.stay(table)
    subject = dice.say(dice.pick(_SUBJECTS_OF_THANKS), table) if level > 0 else dice.of(table, "s")
    subject = up(subject)
    if level == -2 and dice.roll() < 0.5:
        subject = f"URGENT: {subject}"
    lines = []
    if dice.roll() < 0.8:
        lines.append(dice.pick(_GREETINGS))
    lines.append(core(dice, table, level))
    if level <= 0 and dice.roll() < 0.35:
        lines.append(up(dice.say(dice.pick(_SURROUNDINGS), table)))
    if level <= 0 and dice.roll() < 0.25:
        lines.append(_stop(dice.of(table, "w")))
    lines.append(dice.pick(_URGENT if level == -2 else _THANKS if level > 0 else _PLEASE))
    return subject, "\n".join(lines)


def _note(dice: Dice, table: Table, level: int) -> str:
    said = dice.of(table, _TERSE[level])
    way = dice.roll()
    if way < 0.4:
        said = f"{dice.pick(table['o'])[0]}: {said}"
    elif way < 0.6:
        said = f"{said} ({dice.pick(table['o'])[0]})"
    if abs(level) == 2:
        said += ", please fix asap" if level < 0 else "!! very happy"
    elif level and dice.roll() < 0.5:
        after = _AFTER_BAD if level < 0 else _AFTER_GOOD
        said += f". {dice.say(dice.pick(after), table)}"
    return up(said) if dice.roll() < 0.5 else said


def _opened(dice: Dice, table: Table, said: str) -> str:
    opener = dice.say(dice.pick(_OPENERS), table)
    if not opener:
        return said
    keep = said.startswith(('"', "I ", "I'", "FAQ"))
    return opener + (said if keep else said[0].lower() + said[1:])


def _stop(said: str, *, begin: bool = True) -> str:
    """A sentence: capital letter (unless it goes on) and full stop (unless it asks)."""
    said = up(said) if begin else said
    return said if said.endswith("?") else said + "."


def up(said: str) -> str:
    return said[0].upper() + said[1:]
