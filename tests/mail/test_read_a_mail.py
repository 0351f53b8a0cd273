"""A mail as it came becomes words: character sets, HTML, attachments, threads; never a crash."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from banso.connectors.email.charsets import decoded
from banso.connectors.email.reading import MOST_BYTES, MailRefused, read_mail, words_of_html
from tests.mail.letters import letter, with_attachment


@pytest.mark.parametrize("charset", ["utf-8", "ISO-2022-JP", "Shift_JIS", "euc-jp"])
def test_it_reads_japanese_in_every_usual_character_set(charset: str) -> None:
    found = read_mail(
        letter(charset=charset, subject="更新のご相談", text="来週、伺います。\r\n架空")
    )
    assert (found.subject, found.text) == ("更新のご相談", "来週、伺います。\n架空")
    assert found.sender == "taro@kaku.example"


def test_it_reads_letters_only_windows_knows_in_iso_2022_jp() -> None:
    """㈱架空の①番, as mail programs write it: row 13, which the standard does not have."""
    data = b"\x1b$B\x2d\x6a\x32\x4d\x36\x75\x24\x4e\x2d\x21\x48\x56\x1b(B: ok"
    assert decoded(data, "iso-2022-jp") == "㈱架空の①番: ok"
    assert decoded(data, "us-ascii") == "㈱架空の①番: ok"


def test_it_does_not_believe_a_wrong_character_set() -> None:
    assert decoded("日本語".encode(), "us-ascii") == "日本語"
    assert decoded("日本語".encode("cp932"), "no-such-charset") == "日本語"
    assert decoded(b"x", "zlib") == "x"


def test_it_takes_the_words_of_html_and_nothing_it_would_do() -> None:
    text = """<html><head><style>p{color:red}</style><script>steal()</script></head><body>
    <p onclick="steal()">架空商事の<b>太郎</b>です。</p><div>次回<br>4月20日 &lt;仮&gt;</div>
    <img src="https://track.example/x.gif" onerror="steal()"><table><tr><td>1</td><td>2</td></tr></table>
    <a href="javascript:steal()">返事</a><svg><script>steal()</script></svg></body></html>"""
    words = words_of_html(text)
    assert "架空商事の太郎です。" in words and "次回\n4月20日 <仮>" in words and "1 2" in words
    assert not [bad for bad in ("steal", "color", "track", "javascript", "<p") if bad in words]
    assert read_mail(letter(kind="text/html", text=text)).text == words


def test_it_names_what_is_attached_and_opens_nothing() -> None:
    found = read_mail(with_attachment("invoice.pdf.exe", b"MZ<script>steal()</script>"))
    [one] = found.attachments
    assert (one.name, one.size) == ("invoice.pdf.exe", 26)
    assert found.text == "Please see the file."
    page = read_mail(with_attachment("page.html", b"<script>steal()</script>", kind="text/html"))
    assert "steal" not in page.text and page.attachments[0].name == "page.html"


def test_it_knows_which_mail_it_answers() -> None:
    first = read_mail(letter(number="m1"))
    assert read_mail(letter(number="m2", answers="m1")).before == (first.key,)
    folded = letter(number="m3", more=("References: <m0@kaku.example>\r\n <m1@kaku.example>",))
    assert read_mail(folded).before[0] == first.key


def test_it_knows_a_mail_without_a_number_by_what_it_says() -> None:
    assert read_mail(letter(number="")).key == read_mail(letter(number="")).key
    assert read_mail(letter(number="")).key != read_mail(letter(number="", text="別の件")).key


@pytest.mark.parametrize("charset", ["utf-8", "cp932"])
def test_it_reads_headers_that_were_never_encoded(charset: str) -> None:
    raw = letter(subject="X").replace(b"Subject: X", "Subject: ご相談".encode(charset))
    assert read_mail(raw).subject == "ご相談"


@pytest.mark.parametrize(
    "line",
    ["Auto-Submitted: auto-replied", "List-Unsubscribe: <https://x.example>", "Precedence: bulk"],
)
def test_it_knows_what_nobody_wrote(line: str) -> None:
    assert read_mail(letter(more=(line,))).automatic
    assert not read_mail(letter()).automatic


def test_it_refuses_more_than_ten_megabytes() -> None:
    with pytest.raises(MailRefused) as refused:
        read_mail(letter() + b" " * MOST_BYTES)
    assert refused.value.problems[0].id == "mail.too-large"


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 50, b"PK\x03\x04 a zip", b"Subject: nobody\r\n\r\nx"]
)
def test_it_refuses_what_is_no_mail(data: bytes) -> None:
    with pytest.raises(MailRefused) as refused:
        read_mail(data)
    assert refused.value.problems[0].id == "mail.broken"


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 500))
@example(b"\0", 215)  # a zero byte in the kind of an attachment
def test_it_refuses_or_reads_whatever_comes(junk: bytes, at: int) -> None:
    """Random bytes, alone and inside a mail, are a refusal or a mail, never a crash."""
    text = with_attachment("a.pdf", b"x")
    for data in (junk, text[:at] + junk + text[at:], b"From: a@b.example\r\n" + junk):
        try:
            found = read_mail(data)
        except MailRefused as refused:
            assert refused.problems[0].remedy.in_("ja")
        else:
            names = "".join(a.name for a in found.attachments)
            words = (found.subject + found.text + names + found.sender).encode()
            assert b"\0" not in words
