"""Reads marked ``once`` are made once a look, and every time outside one."""

from __future__ import annotations

from banso.lib.once import forget, kept, once, one_look

calls: list[str] = []


@once
def read(*, key: str) -> str:
    calls.append(key)
    return key.upper()


def test_inside_a_look_the_same_read_is_made_once() -> None:
    calls.clear()
    with one_look():
        assert [read(key="a"), read(key="a"), read(key="b")] == ["A", "A", "B"]
    assert calls == ["a", "b"]


def test_outside_a_look_it_is_made_every_time() -> None:
    calls.clear()
    read(key="a")
    read(key="a")
    assert calls == ["a", "a"]


def test_nothing_is_remembered_from_one_look_to_the_next() -> None:
    calls.clear()
    for _ in range(2):
        with one_look():
            read(key="a")
    assert calls == ["a", "a"]


moved = [0]


@kept(lambda: moved[0])
def keep(*, key: str) -> str:
    calls.append(key)
    return f"{key}{moved[0]}"


def test_what_is_kept_is_read_again_only_when_its_stamp_has_moved() -> None:
    calls.clear()
    forget()
    for _ in range(2):
        with one_look():
            assert keep(key="a") == "a0"
    moved[0] = 1
    with one_look():
        assert keep(key="a") == "a1"
    assert calls == ["a", "a"]


def test_outside_a_look_nothing_is_kept() -> None:
    calls.clear()
    forget()
    keep(key="a")
    keep(key="a")
    assert calls == ["a", "a"]
