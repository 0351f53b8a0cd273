"""Who wants which mail, and the link in each mail that switches it off.

The link carries a signed word of one purpose: it can switch one kind of mail off for one person,
and nothing else; it signs nobody in and shows nothing.
"""

from __future__ import annotations

from django.core import signing
from django.db.models import Q

from banso.lib.problems import BansoError, problem
from banso.workspace.models import User
from banso.workspace.post.kinds import Kind
from banso.workspace.post.models import MailWish
from banso.workspace.viewer import RIGHTS, Role

_SALT = "banso.mail.off"


class OffLinkBroken(BansoError):
    """The link was not made by this workspace, or was changed on its way."""


def off_word(*, person: str, kind: str) -> str:
    """This function will make the signed part of the link that switches ``kind`` off for a person."""
    return signing.dumps([person, kind], salt=_SALT)


def read_off_word(word: str) -> tuple[str, str]:
    """This function will read a link's word: the person's public id and the kind. Raises OffLinkBroken."""
    try:
        person, kind = signing.loads(word, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as broken:
        raise OffLinkBroken(
            problem(
                "mail.off-not-found",
                ja="この配信停止リンクは使えません。",
                en="This link to switch mails off does not work.",
                remedy_ja="メールのリンクをそのまま開くか、設定の「個人設定」で停止してください。",
                remedy_en="Open the link as it stands in the mail, or switch the mail off in Settings.",
            )
        ) from broken
    return str(person), str(kind)


def those_who_want(kind: Kind) -> list[User]:
    """This function will list the people a kind of mail goes to: real, active, allowed, not switched off."""
    roles = [r.value for r in Role if kind.act in RIGHTS[r]]
    said = MailWish.objects.filter(kind=kind.key)
    no = Q(pk__in=said.filter(wanted=False).values("user_id"))
    yes = Q(pk__in=said.filter(wanted=True).values("user_id"))
    people = User.objects.filter(is_active=True, is_demo=False, role__in=roles)
    people = people.exclude(no) if kind.default else people.filter(yes)
    return list(people.order_by("pk"))
