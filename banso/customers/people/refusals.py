"""Who is meant, as far as the viewer may see and change them; and why something is refused."""

from __future__ import annotations

from banso.customers.models import Account, Contact, ProductUser
from banso.customers.people.models import ContactMove
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace.viewer import Act, Viewer


class PersonUnknown(BansoError):
    """No such contact, product user or move, or none this person may see."""


class RoleUnknown(BansoError):
    """Nobody has a role of this name."""


class RoleHeld(BansoError):
    """The person holds the role already on these days, or does not hold it."""


class MoveRefused(BansoError):
    """The move cannot be recorded or taken back like this."""


class NameMissing(BansoError):
    """A contact has a family name."""


class CircleRefused(BansoError):
    """Somebody would report to themselves."""


def seen(viewer: Viewer, account_id: int) -> None:
    """Refuse an account that is not there for this viewer."""
    viewer.require(Act.EDIT_ACCOUNTS)
    if not viewer.sees(account_id) or not Account.objects.filter(pk=account_id).exists():
        raise PersonUnknown(no_person())


def contact(viewer: Viewer, public_id: str) -> Contact:
    """This function will find a contact to change; an erased one is not there."""
    viewer.require(Act.EDIT_ACCOUNTS)
    row = Contact.objects.filter(public_id=public_id, erased_at__isnull=True).first()
    if row is None or not viewer.sees(row.account_id):
        raise PersonUnknown(no_person())
    return row


def user(viewer: Viewer, pk: int) -> ProductUser:
    """This function will find a product user to change."""
    viewer.require(Act.EDIT_ACCOUNTS)
    row = ProductUser.objects.select_related("account").filter(pk=pk).first()
    if row is None or not viewer.sees(row.account_id):
        raise PersonUnknown(no_user())
    return row


def move(viewer: Viewer, public_id: str) -> ContactMove:
    """This function will find a move to change."""
    viewer.require(Act.EDIT_ACCOUNTS)
    row = ContactMove.objects.select_related("contact").filter(public_id=public_id).first()
    if row is None or not viewer.sees(row.contact.account_id):
        raise PersonUnknown(no_person())
    return row


def no_circle(person: Contact, above: Contact) -> None:
    """Refuse when ``above`` reports to ``person``, directly or over others."""
    step: Contact | None = above
    passed: set[int] = set()
    while step is not None and step.pk not in passed:
        if step.pk == person.pk:
            raise CircleRefused(circle())
        passed.add(step.pk)
        step = step.reports_to


# Words -------------------------------------------------------------------------------------------


def no_person() -> Problem:
    return problem(
        "contact.unknown",
        ja="この担当者は見つかりません。",
        en="There is no such contact.",
        remedy_ja="顧客企業の「人」から開き直してください。",
        remedy_en="Open it again from the account's people.",
    )


def no_user() -> Problem:
    return problem(
        "product-user.unknown",
        ja="この利用者は見つかりません。",
        en="There is no such user of the product.",
        remedy_ja="顧客企業の「人」から開き直してください。",
        remedy_en="Open it again from the account's people.",
    )


def no_name() -> Problem:
    return problem(
        "contact.name-missing",
        ja="姓が入力されていません。",
        en="The family name is missing.",
        remedy_ja="姓を入力してください。分からないときは、まだ登録しないでください。",
        remedy_en="Give the family name; if it is not known, do not add the person yet.",
    )


def no_role(role: str) -> Problem:
    return problem(
        "contact.role",
        ja=f"役割「{role[:24]}」はありません。",
        en=f"There is no role '{role[:24]}'.",
        remedy_ja="一覧から選んでください。",
        remedy_en="Choose one from the list.",
    )


def held() -> Problem:
    return problem(
        "contact.role-held",
        ja="この期間には、既に同じ役割が登録されています。",
        en="The person holds this role on these days already.",
        remedy_ja="開始日を確かめるか、先に今の役割を終えてください。",
        remedy_en="Check the first day, or end the present one first.",
    )


def not_held() -> Problem:
    return problem(
        "contact.role-not-held",
        ja="この担当者は、その日にこの役割についていません。",
        en="The person does not hold this role on that day.",
        remedy_ja="画面を開き直して、役割と日付を確かめてください。",
        remedy_en="Open the page again and check role and day.",
    )


def left_already() -> Problem:
    return problem(
        "contact.left-already",
        ja="この担当者の転出・退職は既に記録されています。",
        en="That this person leaves is recorded already.",
        remedy_ja="日付を直すときは、先にその記録を取り消してください。",
        remedy_en="To change the day, take that record back first.",
    )


def before_they_came() -> Problem:
    return problem(
        "contact.before-they-came",
        ja="最終日が着任日より前になっています。",
        en="The last day lies before the day the person came.",
        remedy_ja="最終日を確かめてください。",
        remedy_en="Check the last day.",
    )


def no_successor() -> Problem:
    return problem(
        "contact.no-successor",
        ja="後任が登録されていません。",
        en="No successor is recorded.",
        remedy_ja="記録を取り消し、後任を入れて記録し直してください。",
        remedy_en="Take the record back and record it again with the successor.",
    )


def moved_on() -> Problem:
    return problem(
        "contact.moved-on",
        ja="この記録のあとに、担当者の在籍期間が変更されています。",
        en="The days this person is there were changed since.",
        remedy_ja="あとからの変更を先に元に戻してください。",
        remedy_en="Undo the later change first.",
    )


def circle() -> Problem:
    return problem(
        "contact.circle",
        ja="上司と部下が循環してしまいます。",
        en="Somebody would report to themselves.",
        remedy_ja="別の上司を選んでください。",
        remedy_en="Choose somebody else.",
    )
