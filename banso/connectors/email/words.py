"""What is said when mail is refused."""

from __future__ import annotations

from banso.lib.problems import BansoError, Problem, problem


def told(refused: BansoError) -> list[dict[str, str]]:
    """Problems as a row keeps them."""
    return [{"id": p.id, "ja": p.in_("ja"), "en": p.in_("en")} for p in refused.problems]


def no_mail() -> Problem:
    return problem(
        "mail.unknown",
        ja="このメールは、もう振り分け待ちではありません。",
        en="This mail does not wait any more.",
        remedy_ja="一覧から開き直してください。ほかの人が振り分けたのかもしれません。",
        remedy_en="Open it again from the list. Somebody else may have given it to an account.",
    )


def no_account() -> Problem:
    return problem(
        "mail.account-unknown",
        ja="この顧客企業は見つかりません。",
        en="There is no such account.",
        remedy_ja="名前を入力して、候補から選んでください。",
        remedy_en="Type a name and choose from the list.",
    )


def no_mailbox() -> Problem:
    return problem(
        "mailbox.unknown",
        ja="このメールボックスは見つかりません。",
        en="There is no such mailbox.",
        remedy_ja="設定の「メール受信」から開き直してください。",
        remedy_en="Open it again from Settings, Mail in.",
    )


def not_filled() -> Problem:
    return problem(
        "mailbox.not-filled",
        ja="サーバー名とユーザー名が必要です。",
        en="A mailbox needs a server and a user name.",
        remedy_ja="両方を入力してください。",
        remedy_en="Enter both.",
    )


def password_again() -> Problem:
    return problem(
        "mailbox.password-again",
        ja="サーバー、ポート、ユーザー名、接続の保護を変えるときは、パスワードも必要です。",
        en="With another server, port, user name or protection, the password is needed again.",
        remedy_ja="パスワードを入力してください。保存済みのパスワードを別のサーバーに送らないためです。",
        remedy_en="Enter it. A stored password is never sent to another server.",
    )
