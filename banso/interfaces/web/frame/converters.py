"""Parts of addresses."""

from __future__ import annotations


class PublicId:
    """``<pid:public_id>``: twelve letters and digits (banso.workspace.ids), so no word collides with it."""

    regex = "[23456789bcdfghjkmnpqrstvwxz]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
