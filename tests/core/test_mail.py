"""The outbox: one mail per key, delivered once, secret bodies forgotten after delivery."""

import smtplib
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.smtp import EmailBackend

from commun.core import mail
from commun.core.models import OutgoingMail

pytestmark = pytest.mark.django_db


def send(**fields: Any) -> bool:
    return mail.send(**{"key": "k", "to": "a@exemple.test", "subject": "Bonjour", "text": "Texte", **fields})


def test_the_same_key_is_one_mail() -> None:
    assert send()
    assert not send(subject="Autre")
    assert OutgoingMail.objects.get().subject == "Bonjour"


def test_a_subject_cannot_break_headers() -> None:
    send(subject="Bonjour\r\nBcc: victime@exemple.test")
    assert "\n" not in OutgoingMail.objects.get().subject


def test_mails_of_libraries_go_through_the_outbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "commun.core.mail.OutboxBackend"
    django_mail.send_mail("Code", "ABCD", None, ["a@exemple.test"])
    assert OutgoingMail.objects.get().is_secret


def test_delivery_happens_once_and_forgets_secrets(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    delivered: list[Any] = []
    monkeypatch.setattr(EmailBackend, "send_messages", lambda self, messages: delivered.extend(messages) or 1)
    settings.MAIL_URL = "smtp://localhost:2525"
    send(is_secret=True, html="<p>Texte</p>", headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"})
    outgoing = OutgoingMail.objects.get()
    mail.deliver(mail_id=outgoing.pk)
    mail.deliver(mail_id=outgoing.pk)
    outgoing.refresh_from_db()
    assert len(delivered) == 1
    assert delivered[0].extra_headers["Message-ID"] == mail.message_id(outgoing)
    assert delivered[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (delivered[0].body, tuple(delivered[0].alternatives[0])) == ("Texte", ("<p>Texte</p>", "text/html"))
    assert (outgoing.text, outgoing.html) == ("", "")
    assert outgoing.sent_at is not None


def test_a_failed_delivery_keeps_the_mail_and_says_why(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    def refuse(self: Any, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected("closed")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    settings.MAIL_URL = "smtp://localhost:2525"
    send()
    with pytest.raises(smtplib.SMTPServerDisconnected):
        mail.deliver(mail_id=OutgoingMail.objects.get().pk)
    outgoing = OutgoingMail.objects.get()
    assert (outgoing.sent_at, outgoing.attempt_count, outgoing.error) == (None, 1, "closed")
    assert outgoing.text == "Texte"
