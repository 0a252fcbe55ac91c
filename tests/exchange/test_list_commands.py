"""Commands by mail: done only when they are their owner's, and nobody outside becomes a member by mail."""

import datetime as dt
from typing import Any

import pytest

from commun.core import arriving, clock, scope
from commun.core.errors import Refused
from commun.core.models import OutgoingMail, Space
from commun.exchange.actions.intake import destination, forget_mails
from commun.exchange.actions.lists import choose_reading, open_list, subscriptions_of
from commun.exchange.addresses import address_of, bounce_address, command_address, domain, target_of
from commun.exchange.models import InboundMail, Post, Subscription
from commun.governance.models import Membership
from tests.exchange.list_world import OURS, arrives, mail_of, speaking_english
from tests.support.world import Group, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]
State, Why = InboundMail.State, InboundMail.Why


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = OURS


@pytest.fixture
def group(group: Group) -> Group:
    return speaking_english(group)


def mode_of(member: Membership) -> str:
    with scope.use(member.space):
        return subscriptions_of(open_list(member.space), [member])[member.pk].mode


def asks(group: Group, sender: Any, to: str, number: str = "1", **more: Any) -> InboundMail:
    raw = mail_of(sender, group.space, number=number, To=to, **more)
    return arrives(raw, group.space, sender=str(getattr(sender, "email", sender)), to=to)


def letters(start: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(key__startswith=start).order_by("pk"))


@pytest.mark.parametrize("spelling", ["+sub", "+join", "-join", "+SUB", "-subscribe"])
def test_reading_again_needs_an_answer_from_ones_own_address(group: Group, spelling: str) -> None:
    choose_reading(by=group.bob, mode="none")
    to = f"{group.space.slug}{spelling}@{domain()}"
    assert asks(group, group.bob.person, to).state == State.ACTED
    assert mode_of(group.bob) == "none"
    asks(group, group.bob.person, to, number="2")
    (letter,) = letters("exchange.confirm")
    assert letter.to == group.bob.person.email
    back = letter.headers["Reply-To"]
    assert asks(group, group.bob.person, back, number="3", proof="").state == State.ACTED
    assert mode_of(group.bob) == "each"
    with clock.stopped(clock.now() + dt.timedelta(minutes=1)):
        choose_reading(by=group.bob, mode="none")
    assert asks(group, group.bob.person, back, number="4").state == State.DROPPED
    assert mode_of(group.bob) == "none"


def test_a_key_of_confirmation_cannot_be_made_up(group: Group) -> None:
    with scope.use(group.space):
        token = subscriptions_of(open_list(group.space), [group.bob])[group.bob.pk].token
    assert asks(group, group.chloe, f"ok+{token}uaaaaaaaa@{domain()}").state == State.DROPPED
    assert mode_of(group.bob) == "each"


def test_a_stranger_does_not_become_a_member_by_mail(group: Group) -> None:
    before = Membership._base_manager.count()
    mail = asks(group, group.chloe, command_address(group.space.slug, "sub"))
    assert (mail.state, mail.why) == (State.REFUSED, Why.UNKNOWN)
    assert "members of the group" in letters("exchange.refused")[0].text
    unproven = asks(group, make_person("Dan"), command_address(group.space.slug, "sub"), number="2", proof="")
    assert unproven.state == State.REFUSED
    assert len(letters("exchange.refused")) == 1
    assert not letters("exchange.confirm")
    assert Membership._base_manager.count() == before
    assert not Subscription._base_manager.filter(membership__person=group.chloe).exists()


def test_leaving_by_mail_is_done_when_proven_else_confirmed(group: Group) -> None:
    to = command_address(group.space.slug, "unsub")
    asks(group, group.bob.person, to, proof="")
    assert mode_of(group.bob) == "each"
    (letter,) = letters("exchange.confirm")
    asks(group, group.bob.person, letter.headers["Reply-To"], number="ok", proof="")
    assert mode_of(group.bob) == "none", "it confirms what was asked, and nothing else"
    choose_reading(by=group.bob, mode="each")
    asks(group, group.bob.person, to, number="2")
    assert mode_of(group.bob) == "none"
    assert all("no longer receive" in one.text for one in letters("exchange.reading"))
    assert letters("exchange.reading")[0].headers["Auto-Submitted"] == "auto-replied"


def test_who_changes_their_mind_twice_in_a_day_is_told_and_asked_each_time(group: Group) -> None:
    start = clock.now()
    for turn in range(3):
        with clock.stopped(start + dt.timedelta(minutes=turn)):
            asks(group, group.bob.person, command_address(group.space.slug, "unsub"), number=f"u{turn}")
            asks(group, group.bob.person, command_address(group.space.slug, "unsub"), number=f"again{turn}")
            asks(group, group.bob.person, command_address(group.space.slug, "sub"), number=f"s{turn}")
            assert len(letters("exchange.confirm")) == turn + 1
            back = letters("exchange.confirm")[-1].headers["Reply-To"]
        with clock.stopped(start + dt.timedelta(minutes=turn, seconds=30)):
            asks(group, group.bob.person, back, number=f"y{turn}")
            assert (mode_of(group.bob), len(letters("exchange.reading"))) == ("each", 2 * turn + 2)
    asks(group, group.bob.person, command_address(group.space.slug, "unsub"), number="v", proof="")
    last = letters("exchange.confirm")[-1].headers["Reply-To"]
    group.bob.state = "left"
    group.bob.save()
    assert asks(group, group.bob.person, last, number="w").state == State.DROPPED, "one left meanwhile"


@pytest.mark.parametrize(
    ("text", "subject", "is_refused"),
    [
        ("Désinscription", "Lundi", True),
        ("desinscriptoin svp.\r\nBob Martin\r\n", "Re: Lundi", True),
        ("STOP\r\n-- \r\nBob", "Re: Lundi", True),
        ("Merci de me désabonner de la liste", "", True),
        ("", "Unsuscribe", True),
        ("Désinscription de la formation : combien ?", "Lundi", False),
        ("Stop ou encore ?", "Lundi", False),
        ("Désinscription\r\n\r\nC’est le mot que je propose pour la page d’accueil.", "Lundi", False),
    ],
)
def test_only_words_to_be_left_in_peace_do_not_reach_all_and_say_where_to_write(
    group: Group, text: str, subject: str, is_refused: bool
) -> None:
    # Another refusal of that day takes nothing from them.
    asks(group, group.bob.person, address_of(group.space.slug), number="0", text=" ")
    mail = asks(group, group.bob.person, address_of(group.space.slug), text=text, Subject=subject)
    assert (mail.state == State.REFUSED, mode_of(group.bob)) == (is_refused, "each")
    said = [one.text for one in letters("exchange.refused.out")]
    assert (len(letters("exchange.refused:")), len(said)) == (1, is_refused)
    assert all(f"To receive none, write to: {command_address(group.space.slug, 'unsub')}." in one for one in said)
    assert all("would have gone to all members" in one for one in said), "it says why"


def test_whoever_answers_a_letter_that_asks_for_no_answer_is_told_what_to_do(group: Group, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = f"Commun <commun@{domain()}>"
    to = f"commun@{domain()}"
    for number in ("1", "2"):
        assert asks(group, group.bob.person, to, number, text="Pour !", proof="").state == State.ACTED
    (letter,) = letters("exchange.nobody")
    assert letter.to == group.bob.person.email
    assert "a mail alone never counts as a vote" in letter.text
    assert f"{group.space.name}: {address_of(group.space.slug)}" in letter.text
    assert asks(group, "sam@autre.test", to, "3").state == State.DROPPED
    for number, head in (("4", {"Auto-Submitted": "auto-replied"}), ("5", {"List-Id": "<autre.exemple.test>"})):
        assert asks(group, group.alice.person, to, number, **head).state == State.DROPPED
    assert len(letters("exchange.")) == 1, "neither strangers nor programs are answered"
    with scope.use(group.space):
        assert not Post.objects.exists()
    assert destination(f"personne@{domain()}") is None
    settings.DEFAULT_FROM_EMAIL = "Commun <commun@ailleurs.test>"
    assert destination(to) is None


def test_the_way_out_by_mail_is_at_once_and_for_its_owner_only(group: Group) -> None:
    with scope.use(group.space):
        mine = subscriptions_of(open_list(group.space), [group.alice, group.bob])
    to = f"unsub+{mine[group.bob.pk].token.upper()}@{domain()}"
    program = {"Auto-Submitted": "auto-generated", "Message-ID": ""}
    raw = mail_of("x@exemple.test", group.space, proof="", To=to, **program)
    assert arrives(raw, group.space, sender="", to=to).state == State.ACTED
    assert (mode_of(group.bob), mode_of(group.alice)) == ("none", "each")
    assert not OutgoingMail.objects.exists()
    assert destination(f"unsub+aaaaaaaaaaaaaaaa@{domain()}") is None


def test_help_is_for_members_once_a_day(group: Group) -> None:
    to = command_address(group.space.slug, "help")
    for number in ("1", "2"):
        asks(group, group.bob.person, to, number=number)
    asks(group, group.chloe, to, number="3")
    asks(group, group.alice.person, to, number="4", **{"Auto-Submitted": "auto-replied"})
    (letter,) = letters("exchange.help")
    assert letter.to == group.bob.person.email
    assert address_of(group.space.slug) in letter.text
    assert command_address(group.space.slug, "unsub") in letter.text


def test_whoever_writes_to_those_who_look_after_the_list_reaches_them(group: Group) -> None:
    mail = asks(group, group.chloe, command_address(group.space.slug, "owner"), text="Puis-je venir ?\r\n", proof="")
    assert mail.state == State.ACTED
    (letter,) = letters("exchange.owner")
    assert (letter.to, letter.headers["Reply-To"]) == (group.alice.person.email, group.chloe.email)
    assert "Puis-je venir ?" in letter.text
    for number in range(2, 25):
        asks(group, group.chloe, command_address(group.space.slug, "owner"), number=str(number))
    assert len(letters("exchange.owner")) == 20


def test_what_was_done_is_forgotten_after_a_month(group: Group) -> None:
    asks(group, group.chloe, command_address(group.space.slug, "owner"), text="Puis-je venir ?\r\n")
    with clock.stopped(clock.now() + dt.timedelta(days=29)):
        assert forget_mails() == 0
    with clock.stopped(clock.now() + dt.timedelta(days=31)):
        assert forget_mails() == 1
    mail = InboundMail._base_manager.get()
    assert (bytes(mail.raw), mail.sender, mail.state) == (b"", "", "acted")


def test_an_unknown_word_after_the_plus_is_a_message_to_the_list(group: Group) -> None:
    target = target_of(f"{group.space.slug}+perso@{domain()}")
    assert target is not None
    assert (target.slug, target.role) == (group.space.slug, "")
    assert destination(f"nulle-part+sub@{domain()}") is None
    assert destination(bounce_address("aaaaaaaaaaaaaaaa")) is None


def test_domains_are_compared_as_they_travel(group: Group, settings: Any) -> None:
    settings.LIST_DOMAIN = "coopé.exemple"
    assert destination(f"{group.space.slug}@xn--coop-epa.exemple") is not None
    assert destination(f"{group.space.slug}@COOPÉ.exemple") is not None
    assert destination(f"{group.space.slug}@coope.exemple") is None


class Room:
    """A room that answers for one key."""

    def __init__(self, space: Space) -> None:
        self.space, self.seen = space, list[arriving.ArrivedMail]()
        self.outcome: arriving.Outcome | Exception = arriving.Outcome(arriving.Became.ACTED)

    def space_of(self, key: str) -> Space | None:
        return self.space if key == "cle" else None

    def act(self, mail: arriving.ArrivedMail) -> arriving.Outcome:
        self.seen.append(mail)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def test_another_room_answers_for_its_own_keys(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(group.space)
    monkeypatch.setattr(arriving, "addresses", type(arriving.addresses)())
    arriving.addresses.add("essai", arriving.AddressRole("essai", room.space_of, room.act))
    arriving.addresses.add("essai.r", arriving.AddressRole("r", room.space_of, room.act))
    to = arriving.key_address("essai", "cle")
    assert destination(arriving.key_address("essai", "autre")) is None
    mail = asks(group, group.bob.person, to)
    assert (mail.state, mail.purpose) == (State.ACTED, "essai+cle")
    assert (room.seen[0].sender, room.seen[0].is_proven, room.seen[0].key) == (group.bob.person.email, True, "cle")
    assert asks(group, group.bob.person, arriving.key_address("r", "cle"), number="2", proof="").state == State.ACTED
    assert room.seen[1].is_proven is False
    room.outcome = Refused("Trop tard : la séance est passée.")
    assert asks(group, group.bob.person, to, number="3").state == State.REFUSED
    assert "Trop tard" in letters("exchange.refused")[0].text
    assert asks(group, group.bob.person, to, number="4", **{"Auto-Submitted": "auto-replied"}).state == State.DROPPED
    assert len(room.seen) == 3
