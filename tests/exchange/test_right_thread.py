"""D2: each mail of the collection, answered by a member, is one message in the right conversation; no program's mail
is a message, and none is answered.
"""

import datetime as dt
import json
import re
import uuid
from pathlib import Path
from typing import Any

import pytest

from commun.algo import mail as mails
from commun.core import clock, scope
from commun.core.models import OutgoingMail
from commun.exchange.actions.lists import open_list, subscriptions_of
from commun.exchange.actions.posts import write_post
from commun.exchange.addresses import address_of, answer_address, bounce_address, list_id
from commun.exchange.models import Delivery, InboundMail, Post, Thread
from commun.people.models import Person
from tests.exchange.list_world import OURS, arrives
from tests.exchange.test_mails import OTHERS, REPLIES
from tests.support.world import Group

pytestmark = pytest.mark.django_db
State, Why = InboundMail.State, InboundMail.Why
# Two conversations have the same subject: only what a mail answers tells them apart.
SUBJECTS = ("Livraison du terreau", "Livraison du terreau", "Chantier de samedi")
# Written by a person, without a word of theirs.
WORDLESS = {path.stem for path in REPLIES if not path.read_text().strip()}
YES = b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1\r\n"
YES += (
    b"DTSTART:20261020T080000Z\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:x@exemple.test\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
OWN = rb"return-path|authentication-results|from|to|cc|message-id|in-reply-to|references|subject"
_DROPPED = re.compile(rb"(?im)^(?:" + OWN + rb")[ \t]*:.*(?:\r?\n[ \t].*)*(?:\r?\n|\Z)")


@pytest.fixture(autouse=True)
def _our_server(settings: Any, tmp_path: Path) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    settings.MEDIA_ROOT = tmp_path


def as_from(group: Group, file: Path, heads: dict[str, str]) -> bytes:
    """The mail as it stands, from Bob to the list of this group, with these headers instead of its own."""
    raw = file.read_bytes()
    head, gap, body = re.match(rb"(.*?)(\r\n\r\n|\n\n|\r\r|\Z)(.*)", raw, re.DOTALL).groups()  # type: ignore[union-attr]
    head = _DROPPED.sub(b"", head + b"\r\n").strip(b"\r\n")
    given = {"From": f"Bob Durand <{group.bob.person.email}>", **heads}
    mine = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value).encode()
    return mine + head + (b"\r\n\r\n" if not head or not gap else gap) + body


@pytest.fixture
def roots(group: Group) -> list[Post]:
    """Three conversations that Alice opened an hour ago."""
    with clock.stopped(clock.now() - dt.timedelta(hours=1)):
        return [write_post(by=group.alice, token=str(uuid.uuid4()), subject=one, text="Qui ?") for one in SUBJECTS]


def way(group: Group, roots: list[Post], number: int, key: str) -> tuple[Post, str, dict[str, str]]:
    """How programs answer, in turn: with the proof of their server and the mail they answer; by the key of the answer
    with a long row of references; by the key and the subject alone. What it answers, where to, its headers.
    """
    proof = f"{OURS}; dmarc=pass header.from=exemple.test"
    first, to_list, name = roots[number // 3 % 2], address_of(group.space.slug), f"<{number}@exemple.test>"
    chain = f"<{number}.jamais.vu@exemple.test>\r\n {first.message_id}"
    return (
        (first, to_list, {"Authentication-Results": proof, "To": to_list, "Subject": f"Re: {SUBJECTS[0]}",
                          "Message-ID": name, "In-Reply-To": first.message_id}),
        (first, key, {"To": key, "Subject": f"RE : Re: {SUBJECTS[0]}", "Message-ID": name, "References": chain}),
        (roots[2], key, {"To": key, "Cc": to_list, "Subject": f"RE: [{group.space.name}] {SUBJECTS[2]}",
                         "Message-ID": name}),
    )[number % 3]  # fmt: skip


def test_each_answer_is_one_message_in_the_right_thread(group: Group, roots: list[Post]) -> None:
    with scope.use(group.space):
        key = answer_address(subscriptions_of(open_list(group.space), [group.bob])[group.bob.pk].token)
    wrong: dict[str, object] = {}
    answers = [one for one in REPLIES if one.stem not in WORDLESS]
    for number, wanted in enumerate(answers):
        answered, to, heads = way(group, roots, number, key)
        raw = as_from(group, wanted.with_suffix(".eml"), heads)
        # Twice by the same door, and once more by the other one, as « répondre à tous » brings it.
        kept = {arrives(raw, group.space, sender="bob@exemple.test", to=one).pk for one in (to, to, key)}
        mail = InboundMail._base_manager.get(pk=min(kept))
        with scope.use(group.space):
            posts = list(Post.objects.filter(message_id=heads["Message-ID"]).values_list("thread", flat=True))
        if len(kept) != 1 or posts != [answered.thread_id]:
            wrong[wanted.stem] = (number % 3, mail.state, mail.why, posts, answered.thread_id, len(kept))
    assert wrong == {}
    with scope.use(group.space):
        assert Thread.objects.count() == 3
        assert Post.objects.count() == len(answers) + 3
        # One copy of each to Alice, none to Bob who wrote them; of what Alice wrote, one to Bob.
        assert Delivery.objects.count() == len(answers) + 3
        assert Delivery.objects.order_by().values("post", "subscription").distinct().count() == len(answers) + 3


@pytest.mark.parametrize(
    ("stem", "state"), [("62-calendar-on-top", "posted"), ("69-empty-parts", "refused"), ("34-yes-alone", "refused")]
)
def test_an_event_without_a_word_is_a_message_and_nothing_at_all_is_refused(
    group: Group, roots: list[Post], tmp_path: Path, stem: str, state: str
) -> None:
    heads = way(group, roots, 0, "")[2]
    file = next((one.with_suffix(".eml") for one in REPLIES if one.stem == stem), tmp_path / "oui.eml")
    if not file.exists():
        file.write_bytes(YES)
    mail = arrives(as_from(group, file, heads), group.space)
    with scope.use(group.space):
        found = [(one.thread_id, one.file_count) for one in Post.objects.filter(mail=mail)]
    assert (mail.state, found) == (state, [(roots[0].thread_id, 1)] if state == "posted" else [])


PROGRAMS = [path for path in OTHERS if json.loads(path.read_text())["automatic"]]


def test_no_program_is_posted_nor_answered(group: Group, roots: list[Post]) -> None:
    """Each comes from the address of a member, with every proof, to each door a message of the list leads back to."""
    with scope.use(group.space):
        mine = subscriptions_of(open_list(group.space), [group.bob])[group.bob.pk]
        back = Delivery.objects.filter(subscription=mine).order_by("pk")[0]
    doors = [address_of(group.space.slug), answer_address(mine.token), bounce_address(back.token)]
    wrong: dict[str, object] = {}
    for number, told in enumerate(PROGRAMS):
        read = mails.read(told.with_suffix(".eml").read_bytes())
        Person.objects.filter(pk=group.bob.person_id).update(email=read.author[1].lower())
        host = read.author[1].rpartition("@")[2]
        for door in doors:
            heads = {
                "Authentication-Results": f"{OURS}; dmarc=pass header.from={host}", "From": read.first("from"),
                "To": door, "Subject": read.subject, "Message-ID": f"<{number}.{door}>",
                "In-Reply-To": roots[0].message_id,
            }  # fmt: skip
            raw = as_from(group, told.with_suffix(".eml"), heads)
            if told.stem == "36-loop-our-list-id":
                raw = raw.replace(b"atelier.listes.exemple.org", list_id(group.space.slug).encode())
            sender = read.first("return-path").strip("<> ")
            found = [arrives(raw, group.space, sender=sender, to=door) for _time in range(2)]
            if {one.state for one in found} != {State.DROPPED}:
                wrong[f"{told.stem} {door}"] = [(one.state, one.why) for one in found]
    assert wrong == {}
    # Words of a person, sent by nobody: some programs that answer give themselves away by nothing else.
    kept = as_from(group, REPLIES[0].with_suffix(".eml"), heads | {"From": "x@exemple.test", "Message-ID": "<0@x>"})
    assert arrives(kept, group.space, sender="<>").state == State.DROPPED
    with scope.use(group.space):
        assert Post.objects.count() == len(roots)
    # Who looks after the list hears of a complaint; whoever wrote hears nothing.
    told_of = set(OutgoingMail.objects.values_list("to", flat=True))
    assert told_of <= {group.alice.person.email}
