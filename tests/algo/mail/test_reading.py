"""Any mail is read: addresses, identity, words, files; a broken one says what it can."""

import datetime as dt
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.mail import base_of, is_answer, is_mail, may_be_answered, read, shown, text_of, trim, why_automatic


def made(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Léa Martin <Lea@Exemple.test>"
    mail["To"] = "liste@exemple.test"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    return mail


def test_a_mail_says_who_to_whom_when_and_what() -> None:
    mail = made(Subject="Été à Saint-Étienne", Message_ID="<a@x>", Date="Mon, 12 Oct 2026 14:03:00 +0200")
    mail["References"] = "<r1@x> <r2@x> <r1@x>"
    mail.set_content("Bonjour à tou·te·s 😀")
    mail.add_alternative("<p>Bonjour</p>", subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="../été/plan.pdf")
    found = read(mail.as_bytes())
    assert found.author == ("Léa Martin", "lea@exemple.test")
    assert (found.subject, found.message_id, found.references) == ("Été à Saint-Étienne", "<a@x>", ("<r1@x>", "<r2@x>"))
    assert found.at == dt.datetime(2026, 10, 12, 12, 3, tzinfo=dt.UTC)
    assert found.text.strip() == "Bonjour à tou·te·s 😀"
    assert [(one.name, one.kind, one.content) for one in found.attachments] == [
        ("plan.pdf", "application/pdf", b"%PDF")
    ]


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-1", "no-such-charset", "us-ascii", ""])
def test_a_wrong_charset_loses_no_accent(charset: str) -> None:
    said = f"; charset={charset}" if charset else ""
    head = f"From: a@x.test\r\nContent-Type: text/plain{said}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
    for words in ("été".encode(), "été".encode("cp1252")):
        assert read(head + words).text == "été"


@pytest.mark.parametrize("charset", ["iso-8859-15", "ISO8859-15", "latin-9"])
def test_a_price_in_euros_is_read_whatever_set_its_sign_was_taken_from(charset: str) -> None:
    head = f"From: a@x.test\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
    for really in ("iso-8859-15", "cp1252", "utf-8"):
        assert read(head + "200 €, été compris".encode(really)).text == "200 €, été compris"


def test_halves_of_letters_and_signs_of_control_do_not_come_in() -> None:
    body = b"--b\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nOui +2AA- non\r\n--b\r\nContent-ID: <a\x00b>\r\n"
    body += b'Content-Type: image/png; name="=?utf-7?q?x=2B2AA-y=2Epng?="\r\n\r\nx\r\n--b--\r\n'
    found = read(b"From: a@x.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + body)
    assert found.text.strip() == "Oui ? non"
    assert [(one.name, one.content_id) for one in found.attachments] == [("x_y.png", "ab")]


def test_lines_broken_for_the_way_are_put_together() -> None:
    head = b"From: a@x.test\r\nContent-Type: text/plain; format=flowed; delsp=no\r\n\r\n"
    assert read(head + b"Un deux \r\ntrois.\r\n> cit\r\n-- \r\nPaul").text == "Un deux trois.\n> cit\n-- \nPaul"
    glued = head.replace(b"delsp=no", b"delsp=yes")
    assert read(glued + b"co \r\nop\xc3\xa9 \r\nrer.  \r\nEt.").text == "coopérer. Et."


def test_the_spaces_of_french_typography_stay() -> None:
    head = b"From: a@x.test\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
    words = "Qui vient\u00a0?\u202f«\u00a0auto\u00adgestion\u00a0»"
    assert read(head + words.encode()).text == trim(words).said == words


def test_html_alone_is_read_with_its_quotes() -> None:
    page = "<p>Oui&nbsp;!</p><blockquote>Qui<br>vient ?<blockquote>moi</blockquote></blockquote><script>x</script>"
    assert text_of(page) == "Oui\u00a0!\n\n> Qui\n> vient ?\n> > moi"
    outlook = "<p>Oui.</p><div id='divRplyFwdMsg'><b>De :</b> Léa<br><b>Objet :</b> x</div><p>Qui vient ?</p>"
    assert trim(text_of(outlook)).said == "Oui."


@pytest.mark.parametrize(
    ("subject", "base", "answers"),
    [
        ("Re: [collectif] RE : Tr: Été", "été", True),
        ("Rép. : Réf : Mardi", "mardi", True),
        ("[collectif] Mardi", "mardi", False),
        ("Re:", "re:", True),
        ("Antw: Fwd: AW: Mardi", "mardi", True),
        ("Rencontre", "rencontre", False),
    ],
)
def test_marks_in_front_of_a_subject_are_dropped(subject: str, base: str, answers: bool) -> None:
    assert (base_of(subject), is_answer(subject)) == (base, answers)
    assert shown(subject).casefold() == ("" if subject == "Re:" else base)


def test_only_the_words_that_a_list_puts_in_front_are_dropped() -> None:
    own = frozenset({"collectif"})
    assert shown("Re: [Collectif] RE : [Arras] Salle", own) == "[Arras] Salle"
    assert shown("[Arras] Salle", frozenset()) == "[Arras] Salle"


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto_Submitted": "auto-replied"}, "auto-submitted"),
        ({"Auto_Submitted": "no"}, ""),
        ({"Subject": "Réponse automatique : Mardi"}, "away"),
        ({"Subject": "Absence du bureau"}, "away"),
        ({"Subject": "Re: votre absence"}, ""),
        ({"Subject": "Absence lundi, qui prend mon tour ?"}, "perhaps-away"),
        ({"Subject": "En congé du 3 au 10 août"}, "perhaps-away"),
        ({"Subject": "Je suis absent demain"}, "perhaps-away"),
        ({"Precedence": "auto_reply"}, "precedence"),
        ({"X_Autoreply": "yes"}, "auto-submitted"),
    ],
)
def test_what_no_person_wrote_is_seen(headers: dict[str, str], why: str) -> None:
    assert why_automatic(read(made(**headers).as_bytes())) == why


@pytest.mark.parametrize(
    "name", ["noreply", "ne-pas-repondre", "MAILER-DAEMON", "bounces+7", "no-reply-3", "noreplyx", "roots"]
)
def test_an_address_behind_which_is_nobody_is_known_by_its_whole_name(name: str) -> None:
    raw = b"From: Service <%s@x.test>\r\nSubject: Question\r\n\r\nBonjour" % name.encode()
    assert (why_automatic(read(raw)) == "nobody") is (name not in {"noreplyx", "roots"})


def test_a_program_answers_people_only() -> None:
    assert may_be_answered(read(made(Subject="Question").as_bytes()), "lea@exemple.test")
    assert not may_be_answered(read(made(Subject="Question").as_bytes()), "")
    silent: list[dict[str, str]] = [{"Precedence": "list"}, {"X_Auto_Response_Suppress": "DR, OOF"}]
    silent += [{"List_Id": "<l.x>"}, {"List_Help": "<mailto:h@l.x>"}, {"X_Mailing_List": "l@l.x"}]
    for headers in silent:
        assert not may_be_answered(read(made(**headers).as_bytes()))


def test_words_of_a_mail_are_not_taken_for_a_mail() -> None:
    assert is_mail(b"Received: x\r\nFrom: a@x\r\n\r\nOui")
    assert not is_mail("De : Léa\nObjet : x\n\nOui".encode())
    assert not is_mail(b"From: a\nTo: b\n\nOui")


@given(st.binary(max_size=400), st.binary(max_size=200))
def test_nothing_makes_it_fall(head: bytes, body: bytes) -> None:
    for raw in (
        body,
        head + b"\r\n\r\n" + body,
        b"Content-Type: multipart/mixed; boundary=x\r\n" + head + b"\r\n--x\r\n" + body,
    ):
        found = read(raw)
        assert isinstance(trim(found.text).said, str)
        assert isinstance(why_automatic(found), str)


def test_an_address_is_found_before_its_name_is_read() -> None:
    head = b"From: =?utf-8?q?L=C3=A9a_=3Cbob=40coop.test=3E=2C?= <lea@x.test>\r\n"
    head += b"To: =?utf-8?q?Bob_=3Cb=40x.test=3E?=\r\n\r\n"
    assert read(head).author == ("Léa <bob@coop.test>,", "lea@x.test")
    assert read(head).to == ("b@x.test",)


def test_a_subject_whose_letters_were_sent_as_they_are_is_read() -> None:
    assert read("Subject: Réponse à Zoé\r\n\r\nOui".encode()).subject == "Réponse à Zoé"
    assert read("Subject: Réponse\r\n\r\nOui".encode("cp1252")).subject == "Réponse"
