"""The people of the demo, all fictional, and how they sign in."""

from __future__ import annotations

from dataclasses import dataclass

from banso.workspace.viewer import Role

PASSWORD = "banso-demo"  # noqa: S105  said on the demo's sign-in page


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """``accounts``: the keys an outside partner may see in the small demo; None means all."""

    email: str
    family_name: str
    given_name: str
    role: Role
    language: str = "ja"
    accounts: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        japanese = not self.family_name.isascii()
        parts = (self.family_name, self.given_name)
        return " ".join(parts if japanese else reversed(parts))


PEOPLE = (
    DemoPerson("mari.takatori@banso.example", "鷹取", "真理", Role.ADMIN),
    DemoPerson("kenji.hatano@banso.example", "秦野", "健司", Role.MANAGER),
    DemoPerson("sakura.minegishi@banso.example", "嶺岸", "さくら", Role.CSM),
    DemoPerson("daichi.tokura@banso.example", "戸倉", "大地", Role.CSM),
    DemoPerson("emma.reed@banso.example", "Reed", "Emma", Role.CSM, language="en"),
    DemoPerson("nao.sugaya@banso.example", "菅谷", "奈緒", Role.READER),
    DemoPerson(
        "partner@agency.example",
        "海老原",
        "修",
        Role.PARTNER,
        accounts=("C0049", "C0122", "C0341", "C0471", "C0555"),
    ),
)
