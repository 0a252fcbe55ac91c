"""Mails that wait: decided by answering the notice, by their moderator alone; refusals that say why (L7, L12)."""

import datetime as dt
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest

from commun.algo.mail import read
from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import OutgoingMail, Space
from commun.exchange import moderation_words
from commun.exchange.actions import moderation
from commun.exchange.actions.held import release_held
from commun.exchange.actions.intake import destination
from commun.exchange.actions.lists import open_list, set_list, subscriptions_of
from commun.exchange.actions.posts import write_post
from commun.exchange.addresses import address_of, answer_address, domain
from commun.exchange.models import InboundMail, Post, TrustedSender
from commun.exchange.notifications.lists import OWN_STEP, refused
from tests.exchange.list_world import OURS, arrives, facts_of, mail_of, speaking_english
from tests.exchange.test_deliveries import sent
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]
State, Why = InboundMail.State, InboundMail.Why


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = OURS


def waits(group: Group, number: str = "1", **more: Any) -> tuple[InboundMail, str]:
    """A mail from outside that waits, and the address by which Alice decides."""
    speaking_english(group)
    mail = arrives(mail_of(group.chloe, group.space, number=number, **more), group.space)
    letter = OutgoingMail.objects.get(key=f"exchange.waits:{mail.pk}:{group.alice.pk}")
    assert letter.to == group.alice.person.email
    return mail, letter.headers["Reply-To"]


def answers(group: Group, to: str, words: str, number: str, by: Any = None, proof: str = "pass") -> InboundMail:
    sender = (by or group.alice).person
    raw = mail_of(sender, group.space, number=f"a{number}", text=words, proof=proof, To=to)
    return arrives(raw, group.space, sender=str(sender.email), to=to)


def state(mail: InboundMail) -> str:
    return InboundMail._base_manager.get(pk=mail.pk).state


@pytest.mark.parametrize(
    ("words", "choice", "reason"),
    [
        ("accepter", "accept", ""),
        ("Oui.\n\nAlice", "accept", ""),
        ("OK, merci\n", "accept", ""),
        ("Bonjour,\n\nAccepter et faire confiance\n-- \nAlice", "trust", ""),
        ("ACCEPT AND TRUST", "trust", ""),
        ("Refuser : ce n’est pas le lieu", "refuse", "ce n’est pas le lieu"),
        ("refuse\nTrop long,\nà reprendre.\n-- \nAlice", "refuse", "Trop long, à reprendre."),
        ("Reject", "refuse", ""),
        ("rejeté", "", ""),
        ("Mettre de côté", "discard", ""),
        ("spam !", "discard", ""),
        ("ok mais pas tout de suite", "", ""),
        ("ok, mais pas tout de suite", "", ""),
        ("Je ne sais pas", "", ""),
        ("nonobstant", "", ""),
        ("", "", ""),
        ("\n\n", "", ""),
    ],
)
def test_an_answer_is_read_or_asked_again(words: str, choice: str, reason: str) -> None:
    said = moderation_words.read_answer(words)
    assert (said.choice if said else "", said.reason if said else "") == (choice, reason)


def test_a_mail_is_let_through_by_answering_the_notice(group: Group) -> None:
    mail, to = waits(group)
    assert f"/liste/attente/{mail.ref}/" in OutgoingMail.objects.get(key__startswith="exchange.waits").text
    assert answers(group, to, "Accepter\n", "1").state == State.ACTED
    assert state(mail) == "posted"
    assert answers(group, to, "Refuser\n", "2").state == State.ACTED
    assert state(mail) == "posted"
    said = [one.text for one in OutgoingMail.objects.filter(key__startswith="exchange.moderated").order_by("pk")]
    assert "let through" in said[0]
    assert "Somebody else decided" in said[1]
    assert facts_of(group.space)[-1] == "exchange.mail.released"


@pytest.mark.parametrize(("name", "shown"), [("Bob Durand <sam@autre.test>", "Bob Durand"), ("sam@autre.test", "sam")])
def test_what_is_let_through_says_that_it_comes_from_outside(
    group: Group, settings: Any, name: str, shown: str
) -> None:
    """The name that somebody gives may be a member's; an address is no name."""
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    Space.objects.filter(pk=group.space.pk).update(language="en")
    mail = arrives(mail_of("sam@autre.test", group.space, From=name), group.space)
    post = release_held(by=group.alice, mail=mail)
    assert post.by == shown
    (_sender, _to, raw), *_others = sent()
    # Not its own reading of names: it puts spaces between long encoded words.
    writer = str(make_header(decode_header(message_from_bytes(raw)["From"])))
    assert writer.replace('"', "") == f"{shown} (from outside) via {group.space.name} <{address_of(group.space.slug)}>"


def test_a_mail_is_refused_with_its_reason(group: Group) -> None:
    mail, to = waits(group)
    answers(group, to, "Refuser : écrivez plutôt à l’accueil.\n", "1")
    assert state(mail) == "refused"
    letter = OutgoingMail.objects.get(key__startswith="exchange.refused")
    assert (letter.to, "écrivez plutôt à l’accueil." in letter.text) == (group.chloe.email, True)


def test_a_mail_is_set_aside_without_a_word(group: Group) -> None:
    mail, to = waits(group)
    answers(group, to, "spam\n", "1")
    assert state(mail) == "dropped"
    assert not OutgoingMail.objects.filter(to=group.chloe.email).exists()


def test_a_sender_is_trusted_as_long_as_it_is_proven(group: Group) -> None:
    _mail, to = waits(group)
    answers(group, to, "Accepter et faire confiance\n", "1")
    assert arrives(mail_of(group.chloe, group.space, number="2"), group.space).state == State.POSTED
    assert arrives(mail_of(group.chloe, group.space, number="3", proof="fail"), group.space).state == State.HELD
    with scope.use(group.space):
        assert [one.author for one in Post.objects.all()] == [None, None]
        row = TrustedSender.objects.get()
    with pytest.raises(NotFound):
        moderation.trust_no_longer(by=group.bob, sender=row)
    moderation.trust_no_longer(by=group.alice, sender=row)
    assert arrives(mail_of(group.chloe, group.space, number="4"), group.space).state == State.HELD


def test_who_is_not_proven_is_not_trusted_ahead(group: Group) -> None:
    mail, to = waits(group, proof="")
    assert answers(group, to, "trust\n", "1").state == State.ACTED
    assert state(mail) == "held"
    with pytest.raises(Refused):
        moderation.trust_sender(by=group.alice, mail=mail)


def test_only_the_moderator_decides_and_only_when_it_is_proven(group: Group) -> None:
    mail, to = waits(group)
    assert answers(group, to, "Accepter\n", "1", proof="").state == State.REFUSED
    assert answers(group, to, "Accepter\n", "2", by=group.bob).state == State.REFUSED
    told = OutgoingMail.objects.get(key__startswith="exchange.refused")
    assert (told.to, "Nothing proves" in told.text) == (group.bob.person.email, False), "it is proven, and not theirs"
    assert "answers for somebody else" in told.text
    second = make_member(group.space, make_person("Zoé"), role="facilitator")
    assert answers(group, to, "Accepter\n", "3", by=second).state == State.REFUSED
    assert state(mail) == "held"
    other = make_group()
    key = to.partition("+")[2].partition("@")[0]
    for wrong in (key[:-1] + "7", key[:-1] + "a", "x", key[1:], ""):
        if wrong != key:
            assert destination(f"mod+{wrong}@{domain()}") is None
    stranger = arrives(mail_of(other.alice.person, group.space, number="9", To=to), group.space, to=to)
    assert stranger.state == State.REFUSED
    assert state(mail) == "held"


def test_who_is_not_proven_hears_that_nothing_was_done(group: Group) -> None:
    mail, to = waits(group)
    answers(group, to, "Accepter\n", "1", proof="")
    answers(group, to, "Accepter\n", "2", by=group.bob, proof="")
    letter = OutgoingMail.objects.get(key__startswith="exchange.moderated")
    assert (letter.to, state(mail)) == (group.alice.person.email, "held")
    assert mail.ref in letter.text
    assert mail.subject in letter.subject


def test_where_nothing_is_proven_no_answer_is_asked_for(group: Group, settings: Any) -> None:
    settings.AUTHSERV_ID = ""
    mail, _to = waits(group)
    letter = OutgoingMail.objects.get(key=f"exchange.waits:{mail.pk}:{group.alice.pk}")
    assert "answer this mail" not in letter.text


def test_a_moderator_who_no_longer_facilitates_decides_nothing(group: Group) -> None:
    mail, to = waits(group)
    group.alice.role = ""
    group.alice.save()
    answers(group, to, "Accepter\n", "1")
    assert state(mail) == "held"


def test_what_is_unclear_does_nothing_and_says_how(group: Group) -> None:
    mail, to = waits(group)
    assert answers(group, to, "Bof.\n", "1").state == State.DROPPED
    assert state(mail) == "held"
    assert "begin your answer" in OutgoingMail.objects.get(key__startswith="exchange.moderated").text


def test_in_a_storm_ten_letters_a_day_are_enough(group: Group) -> None:
    for number in range(13):
        arrives(mail_of(f"sam{number}@autre.test", group.space, number=str(number)), group.space)
    assert OutgoingMail.objects.filter(key__startswith="exchange.waits").count() == 10


def test_in_a_storm_even_trusted_senders_wait_and_strangers_are_still_counted(group: Group) -> None:
    mail, _to = waits(group)
    moderation.trust_sender(by=group.alice, mail=mail)
    set_list(by=group.alice, reply_to="list", holds_first=False, is_open=True, holds_all=True)
    trusted = arrives(mail_of(group.chloe, group.space, number="2"), group.space)
    assert (trusted.state, trusted.why) == (State.HELD, Why.STORM)
    others = [arrives(mail_of("sam@autre.test", group.space, number=f"s{one}"), group.space) for one in range(6)]
    assert [one.why for one in others] == [Why.UNKNOWN] * 5 + [Why.MANY]


def test_every_message_waits_in_a_storm(group: Group) -> None:
    set_list(by=group.alice, reply_to="list", holds_first=False, is_open=True, holds_all=True)
    mail = arrives(mail_of(group.bob.person, group.space), group.space)
    assert (mail.state, mail.why) == (State.HELD, Why.STORM)
    with pytest.raises(Refused):
        moderation.trust_sender(by=group.alice, mail=mail)
    assert OutgoingMail.objects.get(key__startswith="exchange.waiting").to == group.bob.person.email


@pytest.mark.parametrize(
    ("proof", "by_key", "answers_to", "is_told"),
    [("", True, "", True), ("pass", False, "<1@exemple.test>", True), ("", False, "<1@exemple.test>", False),
     ("pass", False, "", False)],
)  # fmt: skip
def test_who_answers_from_another_address_of_theirs_is_told_once_that_it_waits(
    group: Group, proof: str, by_key: bool, answers_to: str, is_told: bool
) -> None:
    arrives(mail_of(group.alice.person, group.space, **{"Message-ID": "<1@exemple.test>"}), group.space)
    key = subscriptions_of(open_list(group.space), [group.bob])[group.bob.pk].token
    to = answer_address(key) if by_key else address_of(group.space.slug)
    head = {"To": to, "In-Reply-To": answers_to, "Content-Language": "en"}
    for number in ("2", "3"):
        raw = mail_of("bob.perso@exemple.test", group.space, proof=proof, number=number, **head)
        assert arrives(raw, group.space, to=to).why == Why.UNKNOWN
    told = OutgoingMail.objects.filter(key__startswith="exchange.waiting")
    assert [one.to for one in told] == ["bob.perso@exemple.test"] * is_told
    assert all("write from the address of your account" in one.text for one in told)
    assert not any(str(group.bob.person.email) in one.text for one in told)
    away = mail_of("b@exemple.test", group.space, number="4", **head, **{"Auto-Submitted": "auto-replied"})
    arrives(away, group.space, to=to)
    assert told.all().count() == is_told
    group.bob.state = "left"
    group.bob.save()
    head["In-Reply-To"] = ""
    arrives(mail_of("c@exemple.test", group.space, proof="", number="5", **head), group.space, to=to)
    assert told.all().count() == is_told, "the key of somebody who left says nothing any more"


@pytest.mark.usefixtures("told_ten_times")
def test_what_nobody_decides_goes_after_two_weeks_and_a_letter(group: Group) -> None:
    mail, _to = waits(group)
    unproven, _other = waits(group, number="2", proof="")
    start = clock.now()
    with clock.stopped(start + dt.timedelta(days=12, hours=1)):
        assert moderation.look_after_held() == 0
    assert "2 mails have waited" in OutgoingMail.objects.get(key__startswith="exchange.expire").text
    with clock.stopped(start + dt.timedelta(days=14, hours=1)):
        assert moderation.look_after_held() == 2
        assert moderation.look_after_held() == 0
    assert (state(mail), state(unproven)) == ("refused", "refused")
    letter = OutgoingMail.objects.get(key__startswith="exchange.refused")
    assert (letter.to, "Nobody decided" in letter.text) == (group.chloe.email, True)


def test_a_refusal_is_in_the_language_of_its_sender_and_says_what_to_do(group: Group) -> None:
    set_list(by=group.alice, reply_to="list", holds_first=False, is_open=False)
    arrives(mail_of(group.bob.person, group.space), group.space)
    group.alice.person.language = "en"
    group.alice.person.save()
    for number in ("2", "3"):
        arrives(mail_of(group.alice.person, group.space, number=number), group.space)
    stranger = mail_of("sam@autre.test", group.space, number="4", **{"Content-Language": "en-GB"})
    arrives(stranger, group.space)
    # Whoever may have been named by another is answered by no rule.
    forged = mail_of("eve@autre.test", group.space, number="5", proof="")
    assert arrives(forged, group.space).state == State.REFUSED
    letters = {one.to: one for one in OutgoingMail.objects.filter(key__startswith="exchange.refused")}
    assert set(letters) == {group.alice.person.email, group.bob.person.email, "sam@autre.test"}
    assert "Votre message" in letters[str(group.bob.person.email)].text
    for to in (group.alice.person.email, "sam@autre.test"):
        text = letters[str(to)].text
        assert "takes no messages at the moment" in text
        assert "write to one of its members" in text
    assert OutgoingMail.objects.filter(to=group.alice.person.email, key__startswith="exchange.refused").count() == 1


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"text": "\r\n"}, Why.EMPTY),
        ({"text": "TVqQ", "Content-Type": 'application/octet-stream; name="facture.pdf.exe"'}, Why.FILES),
    ],
)
def test_each_refusal_names_its_reason(group: Group, more: dict[str, str], why: str) -> None:
    mail = arrives(mail_of(group.bob.person, group.space, **more), group.space)
    assert (mail.state, mail.why) == (State.REFUSED, why)
    assert OutgoingMail.objects.get(key__startswith="exchange.refused").to == group.bob.person.email


def test_an_answer_in_which_nothing_was_written_reaches_nobody_and_its_author_is_told(
    group: Group, settings: Any
) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    speaking_english(group)
    write_post(by=group.alice, token="0" * 32, subject="Lundi", text="On se voit lundi ?\nÀ 10 h.")
    ((_sender, _to, raw),) = sent()
    letter = message_from_bytes(raw, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    body = letter.get_body(("plain",))
    assert body is not None
    quote = "\r\n".join(
        ["", "Le 16/11/2026 à 12:00, Alice a écrit :", *map("> {}".format, body.get_content().splitlines())]
    )
    head = {"In-Reply-To": str(letter["Message-ID"]), "Subject": "Re: Lundi"}

    def says(words: str, number: str, **more: str) -> InboundMail:
        return arrives(
            mail_of(group.bob.person, group.space, text=words + quote, number=number, **head, **more), group.space
        )

    empty = says("", "1")
    assert (empty.state, empty.why) == (State.REFUSED, Why.EMPTY)
    told = OutgoingMail.objects.get(key__startswith="exchange.refused")
    assert (told.to, "Nothing was written in it" in told.text) == (group.bob.person.email, True)
    assert says("", "2", proof="").state == State.HELD, "somebody looks at what nothing proves"
    assert says("👍\r\n", "3").state == says("ok\r\n", "4").state == State.POSTED
    head["Subject"] = "TR: Lundi"
    assert says("", "5").state == State.POSTED
    with scope.use(group.space):
        assert Post.objects.count() == 4


def test_one_unknown_address_does_not_fill_the_queue(group: Group) -> None:
    speaking_english(group)
    states = [arrives(mail_of(group.chloe, group.space, number=str(one)), group.space) for one in range(7)]
    assert [(one.state, one.why) for one in states] == [(State.HELD, Why.UNKNOWN)] * 5 + [(State.REFUSED, Why.MANY)] * 2
    told = OutgoingMail.objects.get(key__startswith="exchange.refused")
    assert (told.to, "5 mails from your address wait" in told.text) == (group.chloe.email, True)
    other = mail_of("sam@autre.test", group.space, number="a")
    assert arrives(other, group.space).state == State.HELD, "others find room"
    moderation.discard_held(by=group.alice, mail=states[0])
    assert arrives(mail_of(group.chloe, group.space, number="b"), group.space).state == State.HELD
    nobody = [
        arrives(mail_of("x@autre.test", group.space, number=f"n{one}", proof=""), group.space) for one in range(6)
    ]
    assert nobody[-1].why == Why.MANY
    assert not OutgoingMail.objects.filter(to="x@autre.test").exists(), "who may have been named by another"


def test_the_queue_has_an_end_and_members_who_are_proven_always_find_room(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert InboundMail.MOST_OF_ALL == 200
    monkeypatch.setattr(InboundMail, "MOST_OF_ALL", 3)
    speaking_english(group)
    for number in range(3):
        arrives(mail_of(f"x{number}@autre.test", group.space, number=str(number), proof=""), group.space)
    proven = mail_of("sam@autre.test", group.space, number="3", **{"Content-Language": "en"})
    assert arrives(proven, group.space).why == Why.FULL
    for _time in range(2):
        unproven = arrives(mail_of(group.bob.person, group.space, number=f"4{_time}", proof=""), group.space)
        assert (unproven.state, unproven.why) == (State.REFUSED, Why.FULL)
    told = OutgoingMail.objects.filter(key__startswith="exchange.refused").order_by("pk")
    assert [one.to for one in told] == ["sam@autre.test", group.bob.person.email]
    assert all("Too many mails wait" in one.text for one in told)
    set_list(by=group.alice, reply_to="list", holds_first=True, is_open=True)
    first = arrives(mail_of(group.bob.person, group.space, number="5"), group.space)
    assert (first.state, first.why) == (State.HELD, Why.FIRST)
    other = make_group()
    assert arrives(mail_of("sam@autre.test", other.space, number="6"), other.space).state == State.HELD


@pytest.mark.usefixtures("told_ten_times")
def test_a_member_who_was_told_that_theirs_waits_is_told_that_nobody_decided(group: Group, settings: Any) -> None:
    settings.AUTHSERV_ID = ""
    speaking_english(group)
    arrives(mail_of(group.bob.person, group.space), group.space)
    arrives(mail_of("sam@autre.test", group.space, number="2"), group.space)
    assert OutgoingMail.objects.get(key__startswith="exchange.waiting").to == group.bob.person.email
    with clock.stopped(clock.now() + dt.timedelta(days=15)):
        assert moderation.look_after_held() == 2
    told = OutgoingMail.objects.get(key__startswith="exchange.refused")
    assert (told.to, "Nobody decided" in told.text) == (group.bob.person.email, True)


def test_each_reason_has_its_sentence_and_says_what_to_do_next(group: Group) -> None:
    """L12; a reason without a sentence of its own would be told as the one that has none."""
    reasons = [
        Why.BROKEN, Why.CLOSED, Why.EMPTY, Why.SUMMARY, Why.FILES, Why.UNKNOWN, Why.UNPROVEN, Why.LATE, Why.AT_REST,
        Why.ASIDE, Why.CROWD, Why.FIRST, Why.STORM, Why.MANY, Why.FULL, Why.BIG,
    ]  # fmt: skip
    said = {}
    for number, why in enumerate(reasons):
        mail = arrives(mail_of(f"sam{number}@autre.test", group.space, number=str(number)), group.space)
        mail.why = why
        with scope.use(group.space):
            assert refused(mail, read(bytes(mail.raw)))
        said[why] = OutgoingMail.objects.get(to=f"sam{number}@autre.test").text
        assert (f"{group.space.slug}+owner@" in said[why]) is (why not in OWN_STEP)
    ways_out = [line for line in said[Why.BROKEN].splitlines() if "+owner@" in line]
    bare = {line for line in said[Why.BROKEN].splitlines() if line not in ways_out}
    own = ["\n".join(line for line in said[why].splitlines() if line not in bare) for why in reasons[1:]]
    assert all(one.strip() and one.splitlines() != ways_out for one in own)
    assert len(set(own)) == len(own)
