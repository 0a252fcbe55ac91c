"""Mails for the tests of lists."""

from typing import Any

from commun.core import scope
from commun.core.models import Fact, Space
from commun.exchange.actions.intake import sort_mail, take_in
from commun.exchange.addresses import address_of
from commun.exchange.models import InboundMail
from commun.people.models import Person
from tests.support.world import Group

OURS = "mx.commun.test"
MOST = "Bonjour à toutes et tous,\r\n\r\nOn se voit lundi ?\r\n"


def speaking_english(group: Group) -> Group:
    """The same group, whose people read English: sentences are then those of the code."""
    people = (group.alice.person, group.bob.person, group.chloe)
    Person.objects.filter(pk__in=[one.pk for one in people]).update(language="en")
    for one in people:
        one.refresh_from_db()
    return group


def mail_of(
    sender: Person | str, space: Space, *, text: str = MOST, proof: str = "pass", number: str = "1", **headers: Any
) -> bytes:
    """A mail to the list of the group; ``proof``: what our own server found of DMARC, or nothing."""
    address = sender if isinstance(sender, str) else str(sender.email)
    host = address.rpartition("@")[2]
    given = {
        "Authentication-Results": f"{OURS}; dmarc={proof} header.from={host}" if proof else "",
        "From": f"Quelqu'un <{address}>",
        "To": address_of(space.slug),
        "Subject": "Lundi",
        "Message-ID": f"<{number}@{host}>",
        "Date": "Mon, 16 Nov 2026 11:00:00 +0100",
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    return (head + "\r\n" + text).encode()


def arrives(raw: bytes, space: Space, *, sender: str = "x@exemple.test", to: str = "") -> InboundMail:
    """Take the mail in and sort it, as the door and the job do."""
    mail = take_in(envelope_from=sender, recipient=to or address_of(space.slug), raw=raw)
    assert mail is not None
    sorted_one = sort_mail(mail=mail)
    return InboundMail._base_manager.select_related("list__space", "space", "author").get(pk=sorted_one.pk)


def facts_of(space: Space, start: str = "exchange.") -> list[str]:
    """Names of the facts of this room in the group's journal, in order."""
    with scope.use(space):
        return list(Fact.objects.filter(name__startswith=start).order_by("position").values_list("name", flat=True))
