"""O3: words are hidden with a reason; their author is told, may open a disagreement; what they counted for counts."""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from commun.core import clock, registries, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact, OutgoingMail
from commun.exchange.actions import thread_life
from commun.exchange.actions.posts import write_post
from commun.exchange.models import Thread
from commun.governance.actions import ballots, consent, elections, guided, memberships, moderation, roles
from commun.governance.actions.meetings import MeetingPlan, close_meeting, open_meeting, plan_meeting
from commun.governance.actions.minutes import write_line
from commun.governance.actions.processes import Wish, open_process
from commun.governance.actions.role_cards import Card, create_role
from commun.governance.actions.role_notes import note_friction
from commun.governance.hideable import hideable
from commun.governance.models import Ballot, HiddenWords, Meeting, Membership, Objection, Process
from commun.governance.policies.disagreements import cases_of
from tests.exchange.helping_world import helping_words
from tests.governance.guided_world import Circle, a_consent, make_circle
from tests.governance.vote_world import closed, opened
from tests.house.test_policy_matrix import ALL
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group, make_member, make_person, make_space

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
WORD = "Zizanie"


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """Refused with this sentence, in English whatever language a page before it was read in."""
    with translation.override("en"), pytest.raises(Refused, match=sentence):
        yield


@pytest.fixture
def circle(group: Group) -> Circle:
    return make_circle(group)


def signed(member: Membership) -> GateClient:
    client = GateClient()
    client.force_login(member.person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(circle: Circle, name: str, **arguments: object) -> str:
    return reverse(f"governance:{name}", kwargs={"space_slug": circle.group.space.slug, **arguments})


def a_remark(circle: Circle, text: str = WORD) -> tuple[Process, int]:
    process = a_consent(circle, "questions")
    return process, guided.remark(by=circle.dina, process=process, nature="question", text=text).pk


def hide(circle: Circle, kind: str, target: int, reason: str = "Cela nomme une cliente.") -> HiddenWords:
    return moderation.hide_words(by=circle.alice, kind=kind, target=target, reason=reason)


def everything(circle: Circle) -> list[tuple[str, int]]:
    """Dina writes one of each kind of words."""
    process, remark = a_remark(circle)
    objecting = a_consent(circle, "objections", title="Autre local")
    objection = consent.object_to(by=circle.dina, process=objecting, reason=WORD)
    aside = a_consent(circle, "objections", title="Encore un local")
    stance = consent.answer(by=circle.dina, process=aside, position="aside", reason=WORD)
    vote = opened(circle.alice, "proposal", shown="always")
    ballots.cast(by=circle.dina, process=vote, content={"answer": "against"}, reason=WORD)
    with scope.use(circle.group.space):
        ballot = Ballot.objects.get(process=vote)
    role = create_role(by=circle.alice, card=Card("Accueil", "Être bien.", "support", 60, expectations=["Être là"]))
    friction = note_friction(by=circle.dina, roles=[role], text=WORD)
    plan = MeetingPlan(title="Séance", day=clock.today(), at=dt.time(13), minutes=60)
    meeting = open_meeting(by=circle.alice, meeting=plan_meeting(by=circle.alice, plan=plan))
    line = write_line(by=circle.dina, meeting=meeting, text=WORD)
    election = open_process(by=circle.alice, wish=Wish(method="election", role=role))
    nomination = elections.nominate(by=circle.dina, process=election, nominee=circle.bob, reason=WORD)
    elections.reveal(by=circle.alice, process=election)
    post = write_post(by=circle.dina, token="0" * 32, subject="Voilà", text=WORD)
    summary = thread_life.sum_up(by=circle.dina, thread=post.thread, text=WORD)
    assert summary is not None
    thread_life.set_state(by=circle.dina, thread=post.thread, state="parked", reason=WORD)
    return [
        ("remark", remark), ("objection", objection.pk), ("stance", stance.pk), ("ballot", ballot.pk),
        ("friction", friction.pk), ("line", line.pk), ("nomination", nomination.pk), ("post", post.pk),
        ("thread_summary", summary.pk), ("thread_reason", post.thread_id),
        *helping_words(circle.dina, circle.alice, WORD),
    ]  # fmt: skip


def read_by(circle: Circle, reader: Membership, only: Collection[str] = ALL) -> list[str]:
    """Names of the pages and files, feeds and exports, where the word stands for this reader."""
    client, found = signed(reader), []
    with scope.use(circle.group.space):
        things: dict[str, list[str]] = {
            "process": list(Process.objects.values_list("ref", flat=True)),
            "decision": list(Process.objects.exclude(decision=None).values_list("decision__ref", flat=True)),
        }
        things["thread"] = list(Thread.objects.values_list("ref", flat=True))
        things["meeting"] = list(Meeting.objects.values_list("ref", flat=True))
    for name, arguments in sorted(ALL.items()):
        more = set(arguments) - {"space_slug"}
        if name not in only or "space_slug" not in arguments or len(more) > 1 or not more <= set(things):
            continue
        for ref in things[next(iter(more))] if more else [""]:
            kwargs = {"space_slug": circle.group.space.slug, **({next(iter(more)): ref} if more else {})}
            page = client.get(reverse(name, kwargs=kwargs), {"q": WORD, "mots": WORD} if not more else {})
            # What one looks for is said again by the page: in its title, in its box.
            text = re.sub("<title>.*?</title>", "", page.content.decode(errors="replace"), count=1, flags=re.DOTALL)
            for echo in (f'value="{WORD}"', f"={WORD}", f"“{WORD}”", f"«\u202f{WORD}\u202f»"):
                text = text.replace(echo, "")
            if WORD in text:
                found.append(name)
    since, until = clock.now() - dt.timedelta(days=9), clock.now() + dt.timedelta(minutes=1)
    with scope.everywhere("what the house tells one person"):
        told = [event for section in registries.digest for event in section.events(reader.person, since, until)]
        told += [item for source in registries.todo for item in source(reader.person)]
        told += [data.export(reader.person) for data in registries.personal_data]
    return found + (["told"] if WORD in str(told) else [])


@pytest.mark.slow
def test_hidden_words_are_nowhere_for_the_others(circle: Circle) -> None:
    written = everything(circle)
    assert {kind for kind, _target in written} == set(hideable.names())
    shown = {"governance:process", "governance:frictions", "governance:meeting"}
    assert shown <= set(read_by(circle, circle.bob, shown))
    OutgoingMail.objects.all().delete()
    for kind, target in written:
        hide(circle, kind, target)
    assert read_by(circle, circle.bob) == []
    mails = OutgoingMail.objects.exclude(to=circle.dina.person.email)
    assert not [mail for mail in mails if WORD in mail.text + mail.html]


def test_minutes_mailed_after_the_act_do_not_carry_them(circle: Circle) -> None:
    plan = MeetingPlan(title="Séance", day=clock.today(), at=dt.time(13), minutes=60)
    meeting = open_meeting(by=circle.alice, meeting=plan_meeting(by=circle.alice, plan=plan))
    line = write_line(by=circle.dina, meeting=meeting, text=WORD)
    hide(circle, "line", line.pk)
    close_meeting(by=circle.alice, meeting=meeting)
    assert not [mail for mail in OutgoingMail.objects.all() if WORD in mail.text + mail.html]


def test_a_vote_stays_when_its_reason_is_hidden(circle: Circle) -> None:
    vote = opened(circle.alice, "proposal")
    for member, answer in ((circle.dina, "against"), (circle.bob, "for"), (circle.elie, "against")):
        ballots.cast(by=member, process=vote, content={"answer": answer}, reason=WORD)
    process = closed(vote)
    before = process.result
    with scope.use(circle.group.space):
        ballot = Ballot.objects.get(process=vote, elector__membership=circle.dina)
    hide(circle, "ballot", ballot.pk)
    ballot.refresh_from_db()
    assert ballot.content["answer"] == "against"
    assert WORD not in ballot.reason
    process.refresh_from_db()
    assert process.result == before
    assert process.outcome == "rejected"


def test_an_objection_still_stands_when_its_reason_is_hidden(circle: Circle) -> None:
    process = a_consent(circle, "objections")
    objection = consent.object_to(by=circle.dina, process=process, reason=WORD)
    hide(circle, "objection", objection.pk)
    with scope.use(circle.group.space):
        assert Objection.objects.get(pk=objection.pk).state == "open"
    with pytest.raises(Refused):
        consent.adopt(by=circle.bob, process=process)


def test_reasons_that_nobody_reads_yet_are_not_shown_to_be_hidden(circle: Circle) -> None:
    """C23: who facilitates learns nothing before the close by way of hiding."""
    vote = opened(circle.bob, "proposal")
    ballots.cast(by=circle.dina, process=vote, content={"answer": "for"}, reason=WORD)
    with scope.use(circle.group.space):
        ballot = Ballot.objects.get(process=vote)
    page = signed(circle.alice).get(address(circle, "words-of-process", process=vote.ref)).content.decode()
    assert WORD not in page
    with pytest.raises(NotFound):
        hide(circle, "ballot", ballot.pk)
    url = address(circle, "hide-words", kind="ballot", number=ballot.pk)
    assert signed(circle.alice).get(url).status_code == 404


@pytest.mark.usefixtures("told_ten_times")
def test_the_author_is_told_reads_them_and_opens_a_disagreement(circle: Circle) -> None:
    process, remark = a_remark(circle)
    alice, dina = signed(circle.alice), signed(circle.dina)
    choose = alice.get(address(circle, "words-of-process", process=process.ref)).content.decode()
    url = address(circle, "hide-words", kind="remark", number=remark)
    assert url in choose
    assert WORD in alice.get(url).content.decode()
    assert alice.post(url, {"reason": "  "}).status_code == 422
    assert alice.post(url, {"reason": "Cela nomme une cliente."}).status_code == 302
    with scope.use(circle.group.space):
        row = HiddenWords.objects.get()
    letter = OutgoingMail.objects.get(key=f"governance.hidden:{row.pk}")
    assert letter.to == circle.dina.person.email
    assert "Cela nomme une cliente." in letter.text
    own = dina.get(address(circle, "hidden-words", hidden=row.pk)).content.decode()
    assert WORD in own
    assert signed(circle.bob).get(address(circle, "hidden-words", hidden=row.pk)).status_code == 404
    listed = signed(circle.bob).get(address(circle, "moderation")).content.decode()
    assert "Cela nomme une cliente." in listed
    assert WORD not in listed
    assert "Dina" not in listed
    assert signed(circle.bob).post(address(circle, "appeal-hidden", hidden=row.pk)).status_code == 404
    assert dina.post(address(circle, "appeal-hidden", hidden=row.pk)).status_code == 302
    row.refresh_from_db()
    assert row.case is not None
    assert cases_of(circle.dina).get() == cases_of(circle.alice).get() == row.case
    assert not cases_of(circle.bob).exists()
    assert OutgoingMail.objects.get(key=f"governance.appealed:{row.pk}").to == circle.alice.person.email
    with refused("open already"):
        moderation.appeal(by=circle.dina, hidden=row)


def test_once_who_hid_them_has_left_somebody_who_facilitates_answers_for_it(circle: Circle) -> None:
    _process, remark = a_remark(circle)
    row = hide(circle, "remark", remark)
    roles.hand_over_role(by=circle.alice, to=circle.elie)
    memberships.leave(member=circle.alice)
    moderation.appeal(by=circle.dina, hidden=row)
    row.refresh_from_db()
    assert row.case is not None
    assert cases_of(circle.elie).get() == row.case


def test_shown_again_they_are_where_they_were_and_the_journal_says_both(circle: Circle) -> None:
    process, remark = a_remark(circle)
    row = hide(circle, "remark", remark)
    bob, page = signed(circle.bob), address(circle, "process", process=process.ref)
    assert WORD not in bob.get(page).content.decode()
    assert bob.post(address(circle, "show-words-again", hidden=row.pk)).status_code == 404
    assert signed(circle.alice).post(address(circle, "show-words-again", hidden=row.pk)).status_code == 302
    assert WORD in bob.get(page).content.decode()
    with scope.use(circle.group.space):
        told = list(Fact.objects.filter(name__startswith="governance.words.").order_by("position"))
    assert [(fact.name, fact.person_id) for fact in told] == [
        ("governance.words.hidden", circle.alice.person_id),
        ("governance.words.shown_again", circle.alice.person_id),
    ]
    assert WORD not in str([fact.data for fact in told])
    journal = bob.get(address(circle, "register")).content.decode()
    assert "Alice Martin hid words, with a reason: Un local commun" in journal
    row.refresh_from_db()
    assert row.words == "", "nothing is kept apart any more"
    with refused("again already"):
        moderation.show_again(by=circle.alice, hidden=row)


def test_only_those_who_facilitate_hide_never_their_own_words_nor_without_a_reason(circle: Circle) -> None:
    process, remark = a_remark(circle)
    with refused("facilitate"):
        moderation.hide_words(by=circle.bob, kind="remark", target=remark, reason="Non.")
    own = guided.remark(by=circle.alice, process=process, nature="question", text="Où ?")
    with refused("your own words"):
        hide(circle, "remark", own.pk)
    with refused("Say why"):
        hide(circle, "remark", remark, reason="  ")
    with refused("too long"):
        hide(circle, "remark", remark, reason="a" * 1001)
    hide(circle, "remark", remark)
    with refused("no words to hide"):
        hide(circle, "remark", remark)
    chosen = signed(circle.alice).get(address(circle, "words-of-process", process=process.ref)).content.decode()
    assert "/masquer/" not in chosen
    for kind, target in (("nothing", 1), ("remark", 999_999_999)):
        with pytest.raises(NotFound):
            hide(circle, kind, target)


def test_the_words_of_another_group_cannot_be_hidden(circle: Circle) -> None:
    _process, remark = a_remark(circle)
    stranger = make_member(make_space(), make_person("Zoé"), role="facilitator")
    with pytest.raises(NotFound):
        moderation.hide_words(by=stranger, kind="remark", target=remark, reason="Non.")


def test_hidden_words_stay_in_the_export_of_their_author_until_erased(circle: Circle) -> None:
    _process, remark = a_remark(circle)
    row = hide(circle, "remark", remark)

    def kept(member: Membership) -> str:
        with scope.everywhere("an export"):
            return str([data.export(member.person) for data in registries.personal_data])

    assert WORD in kept(circle.dina)
    assert WORD not in kept(circle.alice)
    moderation.erase(circle.dina.person)
    row.refresh_from_db()
    assert row.words == ""
    assert "cliente" not in row.reason


def test_the_list_of_hidden_words_asks_as_many_queries_for_two_as_for_thirty(circle: Circle) -> None:
    process = a_consent(circle, "questions")
    for number in range(32):
        made = guided.remark(by=circle.dina, process=process, nature="question", text=f"{WORD} {number}")
        if number < 30:
            hide(circle, "remark", made.pk)
    bob, alice = signed(circle.bob), signed(circle.alice)
    with at_most(20):
        assert bob.get(address(circle, "moderation")).status_code == 200
    with at_most(25):
        page: Any = alice.get(address(circle, "words-of-process", process=process.ref))
    assert page.status_code == 200
