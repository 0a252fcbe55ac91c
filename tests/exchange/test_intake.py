"""Mails that come in: each is kept once, sorted once, and no stranger's words are seen before somebody read them."""

from base64 import b64encode
from typing import Any

import pytest

from commun.algo.mail import read
from commun.core import scope
from commun.core.errors import NotFound, Refused
from commun.core.models import OutgoingMail
from commun.exchange.actions.held import refuse_held, release_held
from commun.exchange.actions.intake import destination, sort_mail, take_in
from commun.exchange.actions.lists import open_list, set_list, subscriptions_of
from commun.exchange.addresses import address_of, answer_address, list_id
from commun.exchange.models import InboundMail, MailingList, Post, Thread
from commun.exchange.proof import sender_is_proven
from tests.exchange.list_world import OURS, arrives, facts_of, mail_of
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = pytest.mark.django_db
State, Why = InboundMail.State, InboundMail.Why


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = OURS


def posts(group: Group) -> list[Post]:
    with scope.use(group.space):
        return list(Post.objects.select_related("thread", "author").order_by("pk"))


def test_the_same_mail_five_times_is_one(group: Group) -> None:
    raw = mail_of(group.bob.person, group.space)
    kept = {arrives(raw, group.space).pk for _time in range(5)}
    assert len(kept) == 1
    assert len(posts(group)) == 1
    nameless = mail_of(group.bob.person, group.space, **{"Message-ID": ""})
    assert len({arrives(nameless, group.space).pk for _time in range(5)}) == 1
    assert [one.said for one in posts(group)] == ["Bonjour à toutes et tous,\n\nOn se voit lundi ?"] * 2


def test_sorting_twice_changes_nothing(group: Group) -> None:
    mail = arrives(mail_of(group.bob.person, group.space), group.space)
    before = facts_of(group.space)
    assert sort_mail(mail=mail).state == State.POSTED
    assert facts_of(group.space) == before == ["exchange.message.posted"]


def test_an_address_that_is_not_ours_leads_nowhere(group: Group) -> None:
    assert destination(address_of(group.space.slug)) is not None
    for wrong in ("nobody@localhost", f"{group.space.slug}@exemple.org", "la-maison@localhost", "r+faux@localhost", ""):
        assert destination(wrong) is None
        assert take_in(envelope_from="x@exemple.test", recipient=wrong, raw=b"x") is None


@pytest.mark.parametrize(
    "lie",
    [
        f"{OURS}; dmarc=fail header.from=exemple.test",
        f"{OURS}; dmarc=pass header.from=autre.test",
        "mx.ailleurs.test; dmarc=pass header.from=exemple.test",
        # What stands by a part of a name stands by nobody.
        f"{OURS}; dkim=pass header.d=test; spf=pass smtp.mailfrom=emple.test",
        f"mx.ailleurs.test; none\r\nAuthentication-Results: {OURS}; dmarc=pass header.from=exemple.test",
        f'{OURS}; spf=pass smtp.mailfrom="; dmarc=pass header.from=exemple.test "@pirate.test',
        f"{OURS}; spf=pass (dmarc=pass header.from=exemple.test) smtp.mailfrom=x@pirate.test",
        "",
    ],
)
def test_a_member_is_believed_only_on_the_word_of_our_own_server(group: Group, lie: str) -> None:
    raw = mail_of(group.bob.person, group.space, **{"Authentication-Results": lie})
    mail = arrives(raw, group.space)
    assert (mail.state, mail.why, mail.author) == (State.HELD, Why.UNPROVEN, None)
    assert posts(group) == []


@pytest.mark.parametrize("result", ["dmarc=pass header.from=exemple.test", "dkim=pass (2048) header.d=exemple.test"])
def test_a_member_whose_domain_stands_by_the_mail_is_posted(group: Group, result: str) -> None:
    raw = mail_of(group.bob.person, group.space, **{"Authentication-Results": f"{OURS}; spf=none; {result}"})
    assert arrives(raw, group.space).state == State.POSTED
    assert posts(group)[0].author == group.bob


def test_two_authors_are_no_author(group: Group) -> None:
    raw = mail_of(group.bob.person, group.space, From=f"{group.bob.person.email}, x@pirate.test")
    assert arrives(raw, group.space).why == Why.UNPROVEN
    assert not sender_is_proven(read(raw))


@pytest.mark.parametrize(("name", "sign"), [("Message-ID", "\x00"), ("References", "\x00"), ("In-Reply-To", "\x01")])
def test_signs_that_no_database_and_no_server_takes_are_read_as_nothing(
    group: Group, settings: Any, name: str, sign: str
) -> None:
    """One mail must stop neither the door nor the mailbox for the others."""
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    odd = mail_of(group.bob.person, group.space, **{name: f"<a{sign}b@exemple.test>"})
    assert arrives(odd, group.space, sender=f"x{sign}@exemple.test").state == State.POSTED
    with scope.use(group.space):
        post = Post.objects.get()
        assert sign not in post.message_id + "".join(post.names)
    assert destination(f"r+{sign}aaaaaaaaaaaaaaa@{address_of('x').partition('@')[2]}") is None


@pytest.mark.parametrize("name", ["=?utf-8?q?{}=2C?=", "=?utf-8?q?=3C{}=3E=2C_x?=", "=?utf-8?b?{}?=", '"{}"', "({})"])
def test_a_member_named_before_the_address_of_another_did_not_write(group: Group, name: str) -> None:
    """The server proves the domain of the address; what stands before it anybody may write."""
    whole = str(group.bob.person.email)
    kept = b64encode(f"{whole},".encode()).decode() if "?b?" in name else whole
    kept = kept.replace("@", "=40") if "?q?" in name else kept
    lie = {"Authentication-Results": f"{OURS}; dmarc=pass header.from=pirate.test"}
    raw = mail_of("x@pirate.test", group.space, From=f"{name.format(kept)} <x@pirate.test>", **lie)
    mail = arrives(raw, group.space)
    assert (mail.why, mail.sender, mail.author) == (Why.UNKNOWN, "x@pirate.test", None)
    assert posts(group) == []


def test_nothing_is_proven_where_no_server_is_named(group: Group, settings: Any) -> None:
    settings.AUTHSERV_ID = ""
    assert arrives(mail_of(group.bob.person, group.space), group.space).why == Why.UNPROVEN


def test_the_key_of_an_answer_is_as_good_as_a_proof_for_its_owner_only(group: Group) -> None:
    with scope.use(group.space):
        keys = subscriptions_of(open_list(group.space), [group.alice, group.bob])
    to = answer_address(keys[group.bob.pk].token).upper()
    mine = arrives(mail_of(group.bob.person, group.space, proof="", To=to), group.space, to=to)
    assert (mine.state, mine.author) == (State.POSTED, group.bob)
    stolen = arrives(mail_of(group.alice.person, group.space, number="2", proof="", To=to), group.space, to=to)
    assert (stolen.state, stolen.why) == (State.HELD, Why.UNPROVEN)
    two = mail_of(
        group.bob.person, group.space, number="3", proof="", To=to, From=f"{group.bob.person.email}, x@y.test"
    )
    assert arrives(two, group.space, to=to).why == Why.UNPROVEN


def test_an_unknown_sender_is_read_by_nobody_before_somebody_let_it_through(group: Group) -> None:
    mail = arrives(mail_of(group.chloe, group.space), group.space)
    assert (mail.state, mail.why) == (State.HELD, Why.UNKNOWN)
    assert posts(group) == []
    assert OutgoingMail.objects.filter(to=group.alice.person.email, key__startswith="exchange.waits").count() == 1
    with pytest.raises(NotFound):
        release_held(by=group.bob, mail=mail)
    release_held(by=group.alice, mail=mail)
    assert [(one.author, one.by) for one in posts(group)] == [(None, "Quelqu'un")]
    with pytest.raises(Refused):
        refuse_held(by=group.alice, mail=mail)
    assert facts_of(group.space) == ["exchange.mail.held", "exchange.message.posted", "exchange.mail.released"]


def test_who_is_refused_reads_why_once_a_day(group: Group) -> None:
    for number in ("1", "2"):
        mail = arrives(mail_of(group.chloe, group.space, number=number), group.space, sender=str(group.chloe.email))
        refuse_held(by=group.alice, mail=mail, reason="Cette liste est pour les membres.")
    letter = OutgoingMail.objects.get(key__startswith="exchange.refused")
    assert letter.to == group.chloe.email
    assert "Cette liste est pour les membres." in letter.text
    assert letter.headers["Auto-Submitted"] == "auto-replied"
    assert letter.headers["In-Reply-To"] == letter.headers["References"] == "<1@exemple.test>"


def test_no_program_is_answered(group: Group) -> None:
    raw = mail_of(group.chloe, group.space, **{"List-Id": "<autre.exemple.test>"})
    refuse_held(by=group.alice, mail=arrives(raw, group.space, sender=str(group.chloe.email)))
    assert not OutgoingMail.objects.filter(key__startswith="exchange.refused").exists()


def test_what_comes_back_from_the_list_is_dropped(group: Group) -> None:
    mine = {"List-Id": f"<{list_id(group.space.slug)}>"}
    posted = {"List-Post": f"<mailto:{address_of(group.space.slug).upper()}>"}
    round_and_round = {"Received": "\r\nReceived: ".join(["from a by b"] * 51)}
    for number, marks in enumerate((mine, posted, round_and_round)):
        mail = arrives(mail_of(group.bob.person, group.space, number=str(number), **marks), group.space)
        assert (mail.state, mail.why) == (State.DROPPED, Why.LOOP)
    fifty = {"Received": "\r\nReceived: ".join(["from a by b"] * 50)}
    assert arrives(mail_of(group.bob.person, group.space, number="9", **fifty), group.space).state == State.POSTED


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        ("x@exemple.test", {"Auto-Submitted": "auto-replied"}),
        ("x@exemple.test", {"Subject": "Réponse automatique : Lundi"}),
        ("x@exemple.test", {"Precedence": "bulk"}),
        ("", {}),
    ],
)
def test_what_a_program_wrote_is_neither_posted_nor_answered(
    group: Group, sender: str, headers: dict[str, str]
) -> None:
    mail = arrives(mail_of(group.bob.person, group.space, **headers), group.space, sender=sender)
    assert (mail.state, mail.why) == (State.DROPPED, Why.AUTOMATIC)
    assert posts(group) == []
    assert not OutgoingMail.objects.exists()


def test_a_person_who_writes_of_an_absence_is_not_taken_for_a_program(group: Group) -> None:
    mail = arrives(mail_of(group.bob.person, group.space, Subject="Absence lundi"), group.space)
    assert (mail.state, mail.why) == (State.HELD, Why.AWAY)
    assert not OutgoingMail.objects.filter(to=group.bob.person.email).exists()
    sure = mail_of(group.bob.person, group.space, number="2", Subject="Absence lundi", Auto_Submitted="auto-replied")
    assert arrives(sure, group.space).state == State.DROPPED


def test_a_member_hears_of_each_reason_for_which_a_mail_of_theirs_waits(group: Group) -> None:
    for number, changes in enumerate(({"proof": ""}, {"To": "ailleurs@exemple.test"}, {"To": "la@exemple.test"})):
        arrives(mail_of(group.bob.person, group.space, number=str(number), **changes), group.space)
    assert OutgoingMail.objects.filter(to=group.bob.person.email).count() == 2


def test_the_words_in_brackets_of_an_author_stay(group: Group) -> None:
    arrives(mail_of(group.bob.person, group.space, Subject="[Arras] Salle"), group.space)
    (post,) = posts(group)
    assert post.thread.subject == "[Arras] Salle"


def test_who_is_at_rest_or_was_not_written_to_openly_waits(group: Group) -> None:
    resting = make_member(group.space, make_person("Dormante"), "dormant")
    assert arrives(mail_of(resting.person, group.space), group.space).why == Why.AT_REST
    gone = make_member(group.space, make_person("Partie"), "left")
    assert arrives(mail_of(gone.person, group.space, number="2"), group.space).why == Why.UNKNOWN
    aside = mail_of(group.bob.person, group.space, number="3", To="autre@exemple.org")
    assert arrives(aside, group.space).why == Why.ASIDE


def test_the_list_may_read_first_messages_and_may_close(group: Group) -> None:
    set_list(by=group.alice, reply_to="list", holds_first=True, is_open=True)
    first = arrives(mail_of(group.bob.person, group.space), group.space)
    assert (first.why, first.author) == (Why.FIRST, group.bob)
    release_held(by=group.alice, mail=first)
    assert arrives(mail_of(group.bob.person, group.space, number="2"), group.space).state == State.POSTED
    set_list(by=group.alice, reply_to="list", holds_first=True, is_open=False)
    late = arrives(mail_of(group.bob.person, group.space, number="3"), group.space)
    assert (late.state, late.why) == (State.REFUSED, Why.CLOSED)
    with pytest.raises(NotFound):
        set_list(by=group.bob, reply_to="list", holds_first=True, is_open=False)


def test_answers_find_their_thread_in_whatever_order_they_come(group: Group) -> None:
    arrives(mail_of(group.bob.person, group.space, number="2", In_Reply_To="<1@exemple.test>"), group.space)
    arrives(mail_of(group.bob.person, group.space, number="3", References="<0@exemple.test>"), group.space)
    assert len({one.thread_id for one in posts(group)}) == 2
    last = mail_of(group.bob.person, group.space, number="1", References="<0@exemple.test>", Subject="Re: Lundi")
    arrives(last, group.space)
    assert len({one.thread_id for one in posts(group)}) == 1
    by_subject = mail_of(group.bob.person, group.space, number="4", Subject="RE : lundi")
    arrives(by_subject, group.space)
    arrives(mail_of(group.bob.person, group.space, number="5", Subject="Lundi"), group.space)
    assert len({one.thread_id for one in posts(group)}) == 2
    with scope.use(group.space):
        assert Thread.objects.filter(merged_into__isnull=False).count() == 1


def test_what_is_quoted_is_kept_apart(group: Group) -> None:
    text = "Oui, d’accord.\r\n\r\nLe lun. 16 nov. 2026 à 11:00, Alice <a@exemple.test> a écrit :\r\n> On se voit ?\r\n"
    arrives(mail_of(group.bob.person, group.space, text=text), group.space)
    assert posts(group)[0].said == "Oui, d’accord."
    assert "On se voit" in posts(group)[0].rest


def test_no_mail_however_broken_stops_the_list(group: Group) -> None:
    proof = f"Authentication-Results: {OURS}; dmarc=pass header.from=exemple.test\r\n"
    sender = f"From: {group.bob.person.email}\r\n{proof}"
    to = f"To: {address_of(group.space.slug)}\r\n"
    bodies = [
        b"", b"\x00\xff\xfe", b"\r\n\r\n", b"Content-Type: text/plain; charset=nulle-part\r\n\r\nah \x00 \xe9",
        b"Message-ID: <" + b"x" * 2000 + b">\r\n\r\nlong", b"Subject: =?utf-8?b?////?=\r\n\r\n\xed\xa0\x80",
    ]  # fmt: skip
    for body in bodies:
        assert arrives((sender + to).encode() + body, group.space).state in {State.POSTED, State.REFUSED}
        assert arrives(body, group.space).state in {State.HELD, State.REFUSED}


def test_groups_do_not_see_one_another(group: Group) -> None:
    other = make_group()
    mail = arrives(mail_of(group.chloe, other.space), other.space)
    with pytest.raises(Refused):
        release_held(by=group.alice, mail=mail)
    arrives(mail_of(other.bob.person, other.space), other.space)
    assert posts(group) == []
    with scope.use(group.space):
        assert not MailingList.objects.exists()


def test_what_is_passed_on_is_shown_with_it(group: Group) -> None:
    text = "Pour vous ?\r\n\r\n---------- Message transféré ---------\r\nDe : Mairie <m@ville.test>\r\n"
    text += "\r\nLe règlement.\r\n"
    for number, subject, shows in (("1", "TR : Appel", True), ("2", "Fwd: Appel", True), ("3", "Re: Appel", False)):
        mail = arrives(mail_of(group.bob.person, group.space, text=text, number=number, Subject=subject), group.space)
        with scope.use(group.space):
            assert ("Le règlement." in Post.objects.get(mail=mail).said) is shows, subject


def test_a_subject_that_is_only_a_mark_or_turns_letters_around(group: Group) -> None:
    for number, subject, shown in (("1", "Re:", "(sans objet)"), ("2", "Lundi \u202e3 décembre", "Lundi 3 décembre")):
        mail = arrives(mail_of(group.bob.person, group.space, number=number, Subject=subject), group.space)
        with scope.use(group.space):
            assert Post.objects.select_related("thread").get(mail=mail).thread.subject == shown
