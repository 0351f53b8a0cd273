"""Secrets in records open with the workspace's own key only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from banso.workspace.sealed import SealBroken, seal, unseal

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


def test_it_opens_what_it_sealed() -> None:
    sealed = seal("合い言葉 pass")
    assert unseal(sealed) == "合い言葉 pass"
    assert "pass" not in sealed and sealed != seal("合い言葉 pass")


def test_it_does_not_open_with_another_key(settings: SettingsWrapper) -> None:
    sealed = seal("secret")
    settings.SECRET_KEY = "another workspace's key"
    with pytest.raises(SealBroken):
        unseal(sealed)


@pytest.mark.parametrize("odd", ["", "plain", "日本語", "gAAAAA=="])
def test_it_refuses_what_was_never_sealed(odd: str) -> None:
    with pytest.raises(SealBroken):
        unseal(odd)
