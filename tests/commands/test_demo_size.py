"""How many companies the demo has is asked for by a number, or refused in both languages."""

from __future__ import annotations

import pytest

from banso.interfaces.commands.demo import ACCOUNTS, DemoNotMade, accounts_asked


@pytest.mark.parametrize(("said", "means"), [(None, None), ("", None), (" 24 ", 24), ("200", 200)])
def test_a_number_is_taken_and_nothing_means_the_usual(
    monkeypatch: pytest.MonkeyPatch, said: str | None, means: int | None
) -> None:
    monkeypatch.delenv(ACCOUNTS, raising=False)
    if said is not None:
        monkeypatch.setenv(ACCOUNTS, said)
    assert accounts_asked() == means


@pytest.mark.parametrize("said", ["many", "-3", "0", "2.5", "10000000", "１２０社"])
def test_anything_else_is_refused_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv(ACCOUNTS, said)
    with pytest.raises(DemoNotMade) as refused:
        accounts_asked()
    (problem,) = refused.value.problems
    assert problem.id == "demo.accounts" and problem.path == ACCOUNTS
    assert said in (problem.fact.ja or "") and said in (problem.fact.en or "")
    assert problem.remedy.ja and problem.remedy.en
