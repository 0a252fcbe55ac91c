"""Mails of programs that know the rules badly: their words, files and author are found all the same."""

import base64
import re
import time

import pytest

from commun.algo.mail import read, text_of, trim, why_automatic

MIXED = "Content-Type: multipart/mixed; boundary=m\n\n"


def part(kind: str, words: str, *more: str) -> str:
    return "\n".join([f"--m\nContent-Type: {kind}", *more, "", words, ""])


@pytest.mark.parametrize(
    "charset",
    ["charset*=utf-8''utf-8", "charset=idna", "charset=undefined", "charset=\x00", "charset=punycode", "charset=mbcs"],
)
@pytest.mark.parametrize("kind", ["text/plain", "text/html", "multipart/mixed"])
def test_no_name_of_a_charset_makes_it_fall(charset: str, kind: str) -> None:
    assert read(f"Content-Type: {kind}; {charset}\n\nÉté à Noël".encode()).text == "Été à Noël"


@pytest.mark.parametrize("said", ["x*=a; x*0=b", "boundary*=a; boundary*0=m", "charset*=a; charset*0=utf-8"])
def test_no_way_to_cut_what_a_part_says_makes_it_fall(said: str) -> None:
    parts = f"Content-Type: multipart/mixed; boundary=m; {said}\n\n--m\nContent-Type: text/plain; {said}\n\nOui\n--m--"
    assert "Oui" in read(parts.encode()).text
    assert read(f"Content-Type: text/plain;\n {said}\n\nx*0=Oui".encode()).text == "x*0=Oui"


@pytest.mark.parametrize(
    "one", ["Content-Type: message/rfc822\n\n", "Content-Type: multipart/digest; boundary=b{0}\n\n--b{0}\n\n"]
)
@pytest.mark.parametrize("depth", [100, 400, 3000])
def test_parts_one_inside_the_other_without_end_do_not_make_it_fall(one: str, depth: int) -> None:
    raw = "".join(one.format(rank) for rank in range(depth)) + "\nOui"
    assert "Oui" in read(raw.encode()).text


def test_a_charset_that_takes_very_long_is_not_tried() -> None:
    start = time.perf_counter()
    read(b"Content-Type: text/plain; charset=punycode\n\n" + b"a9kz3" * 100_000)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("said", "really", "words"),
    [
        ("iso-8859-2", "utf-8", "Été à Noël"),
        ("x-mac-roman", "mac-roman", "Été à Noël"),
        ("cp-850", "cp850", "Été à Noël"),
        ("windows-31j", "cp932", "日本語"),
        ("gb2312", "gb18030", "朱镕基 說"),
        ("iso-8859-2", "iso-8859-2", "Łódź"),
        ("koi8-r", "koi8-r", "Привет"),
    ],
)
def test_a_charset_called_otherwise_is_known(said: str, really: str, words: str) -> None:
    assert read(f"Content-Type: text/plain; charset={said}\n\n".encode() + words.encode(really)).text == words


def test_one_sign_that_is_cut_or_of_other_letters_spoils_no_other() -> None:
    head, words = b"Content-Type: text/plain; charset=utf-8\n\n", "Été à Noël"
    foot = "\nListe fermée l’été".encode("cp1252")
    assert read(head + words.encode() + foot).text == words + "\nListe fermée l’été"
    assert read(head + words.encode() + "é".encode()[:1]).text == words + "Ã"
    assert read(b"Subject: " + words.encode() + b" \xe9\n\nOui").subject == words + " é"


def test_a_page_is_not_lost_behind_the_plain_foot_that_a_program_added() -> None:
    page = part("text/html", "<p>Qui garde les clés samedi ?</p>") + part("text/plain", "Liste des voisins")
    assert trim(read((MIXED + page + "--m--").encode()).text).said == "Qui garde les clés samedi ?\nListe des voisins"
    words = part("text/plain", "Bonjour,") + part("text/html", "<p>Voici le devis complet.</p>")
    assert read((MIXED + words + "--m--").encode()).text == "Bonjour,\nVoici le devis complet."


def test_the_layout_holds_the_plain_words_that_no_page_says() -> None:
    words = part("text/plain", "Bonjour <tous>,") + part("text/html", "<p>Le devis.</p>") + part("text/plain", "Zoé")
    html = read((MIXED + words + "--m--").encode()).html
    assert re.sub(r"<div[^>]*>|</div>", "", html).split() == ["Bonjour", "&lt;tous&gt;,", "<p>Le", "devis.</p>", "Zoé"]
    both = part("text/plain", "Autres mots") + part("text/html", "<p>Le devis.</p>") + "--m--"
    assert read((MIXED.replace("mixed", "alternative") + both).encode()).html == "<p>Le devis.</p>"


def test_two_versions_are_read_once_even_when_they_are_sent_as_two_parts() -> None:
    both = part("text/plain", "Le four est réparé.") + part("text/html", "<p>Le <b>four</b> est réparé.</p>") + "--m--"
    assert read((MIXED + both).encode()).text.strip() == "Le four est réparé."
    other = part("text/plain", "Le four est réparé : http://x.test") + part("text/html", "<p>Photo</p>") + "--m--"
    assert read((MIXED.replace("mixed", "alternative") + other).encode()).text.strip().endswith("http://x.test")


def test_a_version_is_words_whatever_its_name() -> None:
    both = part("text/plain; name=lisez.txt", "Bonjour") + part("text/html; name=page.html", "<p>Bonjour</p>") + "--m--"
    found = read((MIXED.replace("mixed", "alternative") + both).encode())
    assert (found.text.strip(), found.html, found.attachments) == ("Bonjour", "<p>Bonjour</p>", ())
    alone = read(b"Content-Type: text/plain; name=lisez.txt\nContent-Disposition: inline\n\nBonjour")
    assert (alone.text, alone.attachments) == ("Bonjour", ())
    # Beside other words it is a file.
    beside = MIXED + part("text/plain", "Voici") + part("text/plain; name=lisez.txt", "Bonjour") + "--m--"
    assert [one.name for one in read(beside.encode()).attachments] == ["lisez.txt"]


@pytest.mark.parametrize("said", ["", "; boundary=", "; boundary=autre", '; boundary="à-côté"'])
def test_parts_that_are_announced_wrongly_are_found(said: str) -> None:
    inside = part("text/plain; charset=utf-8", "Été") + part("application/pdf; name=plan.pdf", "%PDF") + "--m--\n"
    found = read((f"From: a@x.test\nContent-Type: multipart/mixed{said}\n\n" + inside).encode())
    assert (found.text.strip(), [one.name for one in found.attachments]) == ("Été", ["plan.pdf"])


def test_parts_that_never_come_leave_words() -> None:
    for head in ("Content-Type: multipart/alternative\n\n", MIXED):
        found = read((head + "Rien que des mots\n").encode())
        assert (found.text.strip(), found.attachments) == ("Rien que des mots", ())
    empty = MIXED + part("text/plain", "Oui") + part("multipart/alternative; boundary=n", "") + "--m--"
    assert read(empty.encode()).attachments == ()


@pytest.mark.parametrize(
    "how", ["quoted printable", "quoted-printable;", '"Quoted-Printable"', "QUOTED-PRINTABLE ; x=y"]
)
def test_how_bytes_are_written_is_known_by_its_letters(how: str) -> None:
    head = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {how}\n\n"
    assert read((head + "L=C3=A9a").encode()).text == "Léa"


def test_what_is_said_to_be_base64_and_is_not_stays_as_it_is() -> None:
    for how, words, meant in (
        ("base64", "Bonjour tout le monde !", "Bonjour tout le monde !"),
        ("base64;", "TMOpYQ==", "Léa"),
        ("Base64", "TMOpYQ==\n____\nListe des voisins", "Léa"),
    ):
        head = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {how}\n\n"
        assert read((head + words).encode()).text.strip() == meant
    uu = b"Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n#3W5I\n`\nend\n"
    assert read(uu).text == "Oui"


@pytest.mark.parametrize(
    ("value", "author"),
    [
        ("Léa Martin lea@x.test", ("Léa Martin", "lea@x.test")),
        ('"Léa Martin <lea@x.test>', ("Léa Martin", "lea@x.test")),
        ("Léa [Compta] <lea@x.test>", ("Léa [Compta]", "lea@x.test")),
        ("Martin, Léa <Lea@x.test>", ("Martin, Léa", "lea@x.test")),
        ('"Martin, Léa" <lea@x.test>', ("Martin, Léa", "lea@x.test")),
        ('"léa martin"@x.test', ("", '"léa martin"@x.test')),
        ("bob@coop.test, <lea@x.test>", ("", "bob@coop.test")),
        # Two of them: nobody can say which.
        ('"Léa <lea@x.test> bob@x.test', ("", "")),
        ("Léa\\@coop.test@x.test", ("", "")),
        ("Léa Martin", ("", "")),
    ],
)
def test_the_author_is_found_under_broken_quotes_or_is_nobody(value: str, author: tuple[str, str]) -> None:
    assert read(f"From: {value}\n\nOui".encode()).author == author


def test_blank_lines_before_the_headers_count_for_nothing() -> None:
    assert read(b"\r\n\nFrom: a@x.test\nSubject: Oui\n\nNon").subject == "Oui"


def test_a_file_without_a_name_can_be_opened() -> None:
    parts = part("image/jpeg", "x") + part("application/pdf", "x") + part("application/octet-stream", "x") + "--m--"
    names = [one.name for one in read((MIXED + parts).encode()).attachments]
    assert names == ["piece-jointe.jpg", "piece-jointe.pdf", "piece-jointe"]


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_the_name_of_a_file_keeps_letters_that_were_sent_as_they_are(charset: str) -> None:
    head = "Content-Disposition: attachment; filename={}"
    for said in ("Devis été.pdf", '"Devis été.pdf"'):
        raw = MIXED + part("application/pdf", "%PDF", head.format(said)) + "--m--"
        assert [one.name for one in read(raw.encode(charset)).attachments] == ["Devis été.pdf"]


def test_a_mail_inside_a_mail_opens_even_when_it_was_written_as_a_file() -> None:
    inside = b"From: a@x.test\nSubject: Oui\n\nD'accord"
    written = base64.encodebytes(inside).decode()
    raw = MIXED + part("message/rfc822", written, "Content-Transfer-Encoding: base64") + "--m--"
    assert [one.content for one in read(raw.encode()).attachments] == [inside]
    raw = MIXED + part("message/rfc822", inside.decode(), "Content-Transfer-Encoding: 7bit") + "--m--"
    assert [one.content.strip() for one in read(raw.encode()).attachments] == [inside]


def test_a_mail_inside_a_mail_is_kept_whatever_separates_its_parts() -> None:
    inside = 'Content-Type: multipart/mixed; boundary="à-côté"\n\n--à-côté\n\nOui\n--à-côté--\n'
    raw = f"Content-Type: message/rfc822\n\nContent-Type: multipart/digest; boundary=é\n\n--é\n\n{inside}\n--é--\n"
    for text in (MIXED + part("message/rfc822", inside) + "--m--", raw):
        assert [b"Oui" in one.content for one in read(text.encode()).attachments] == [True]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("X-Mail-Autoreply: yes", "auto-submitted"),
        ("X-Autoreply-From: a@x.test", "auto-submitted"),
        ("X-Autogenerated: Mirror", "auto-submitted"),
        ("X-Auto-Response-ID: 7", "auto-submitted"),
        ("X-Autoreply: no", ""),
        ("X-Auto-Response-Suppress: All", ""),
    ],
)
def test_the_marks_that_programs_put_on_what_they_write_are_seen(said: str, why: str) -> None:
    assert why_automatic(read(f"From: a@x.test\n{said}\n\nJe rentre lundi.".encode()), "a@x.test") == why


def test_a_page_says_where_the_mail_that_it_answers_starts() -> None:
    page = '<div name="messageBodySection">Oui, samedi.</div><div name="messageReplySection">Qui vient ?</div>'
    assert trim(text_of(page)).said == "Oui, samedi."
