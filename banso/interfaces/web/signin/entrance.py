"""What the sign-in page may tell a stranger: the workspace's name, and the people of the demo."""

from __future__ import annotations

from dataclasses import dataclass

from banso.connectors.demo.people import PASSWORD
from banso.workspace import queries
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    name: str
    email: str
    role: str
    password: str


def workspace_name() -> str:
    """This function will give back the workspace's name, empty before the first run."""
    return queries.workspace(viewer=Viewer.system()).name if queries.exists() else ""


def demo_sign_ins() -> list[DemoSignIn]:
    """This function will list the fictional people of a demo workspace; nobody in any other."""
    return [DemoSignIn(p.name, p.email, p.role, PASSWORD) for p in queries.demo_people()]
