"""Row 3: the same by an answer that bears its key; what is not clear does nothing, and a mail alone never votes."""

import datetime as dt
import itertools

import pytest

from commun.core import clock, links, replies, scope
from commun.core.arriving import Became, role_of
from commun.core.models import Fact, OutgoingMail
from commun.governance import actions
from commun.governance.actions import ballot_letters, processes
from commun.governance.models import (
    Action,
    Attendance,
    Ballot,
    Mandate,
    Membership,
    Objection,
    Process,
    Stance,
    Volunteering,
)
from commun.governance.notifications import acts
from commun.people.models import Person
from tests.governance import vote_world
from tests.governance.guided_world import a_consent, a_decision, make_circle
from tests.governance.meeting_world import first_of
from tests.governance.role_worlds import make_role
from tests.support.answers import arrives, hand_over, key_of, last_mail, mail_that_says
from tests.support.world import Group

pytestmark = [pytest.mark.django_db, pytest.mark.english]
QUOTES = {
    "nothing": "{}",
    "greeting": "Bonjour,\n\n{}\n\nBonne journée,\nBob",
    "gmail": "{}\n\nLe lun. 16 nov. 2026 à 12:00, Commun <a@commun.test> a écrit :\n\n> Oui ? Non ?\n> objection\n",
    "thunderbird": "{}\n\nLe 16/11/2026 à 12:00, Commun a écrit :\n> fait\n> 1 oui\n",
    "outlook": "{}\n\n-----Message d'origine-----\nDe : Commun\nEnvoyé : lundi 16 novembre 2026 12:00\n"
    "À : Bob\nObjet : fait\n\nnon",
    "iphone": "{}\n\nEnvoyé de mon iPhone\n\n> Le 16 nov. 2026 à 12:00, Commun a écrit :\n> \n> non\n",
    "signature": "{}\n-- \nBob Durand\nCoopérative",
}


@pytest.fixture(autouse=True)
def _read_in_english(group: Group) -> None:
    Person.objects.update(language="en")
    for member in (group.alice, group.bob):
        member.person.refresh_from_db()


def email(member: Membership) -> str:
    return str(member.person.email)


def facts(group: Group) -> int:
    with scope.use(group.space):
        return Fact.objects.count()


def bob_says(group: Group, kind: str, ref: str, text: str, **data: object) -> Became:
    return arrives(key_of(group.bob, kind, ref, **data), text, sender=email(group.bob)).became


def test_a_thing_is_taken_then_finished_by_two_answers_whatever_the_mail_looks_like(group: Group) -> None:
    for shape, words in QUOTES.items():
        action = actions.add_action(by=group.alice, title="Appeler la mairie")
        assert bob_says(group, acts.ACTION, action.ref, words.format("Je prends !")) == Became.ACTED, shape
        row = Action._base_manager.get(pk=action.pk)
        assert (row.owner_id, row.state) == (group.bob.pk, "open"), shape
        assert bob_says(group, acts.ACTION, action.ref, words.format("Fait : ils rappellent.")) == Became.ACTED, shape
        row = Action._base_manager.get(pk=action.pk)
        assert row.state == "done", shape
        assert row.closing_note.startswith("ils rappellent."), shape
        assert "objection" not in row.closing_note, shape
    told = last_mail(group.bob)
    assert "is done: thank you" in told.text
    assert told.headers["Auto-Submitted"] == "auto-replied"


def test_whoever_asks_for_no_answer_of_programs_gets_none_and_is_heard(group: Group) -> None:
    """Some companies' servers put this header on what people write."""
    action = actions.add_action(by=group.alice, title="Appeler")
    key = key_of(group.bob, acts.ACTION, action.ref)
    head = {"X_Auto_Response_Suppress": "All"}
    assert arrives(key, "Je prends", sender=email(group.bob), **head).became == Became.ACTED
    assert OutgoingMail.objects.filter(key__startswith="people.answer").count() == 0


def test_what_no_other_answer_undoes_leads_to_the_page_where_one_does(group: Group) -> None:
    """« Changed your mind? Answer this mail » is said only where it is true."""
    action, role = actions.add_action(by=group.alice, title="Appeler"), make_role(group.alice)
    process = a_consent(make_circle(group))
    for kind, ref, words, page in (
        (acts.ACTION, action.ref, "Je prends", f"/actions/{action.ref}/"),
        (acts.ROLE, role.ref, "Volontaire", f"/roles/{role.ref}/"),
        (acts.OBJECTION, process.ref, "Objection : trop cher", f"/decisions/processus/{process.ref}/"),
    ):
        assert bob_says(group, kind, ref, words) == Became.ACTED, kind
        told = last_mail(group.bob)
        assert "Changed your mind?" not in told.text, kind
        for page_of in (told.text, told.html):
            assert page in page_of, kind
            assert "/m/" not in page_of.partition("What follows")[2].partition("</p>")[0].partition("\n-- ")[0], kind
    assert bob_says(group, acts.MEETING, first_of(group.alice).ref, "Oui") == Became.ACTED
    assert "Changed your mind? Answer this mail:" in last_mail(group.bob).text


def test_whether_one_comes_is_said_on_the_first_line(group: Group) -> None:
    meeting = first_of(group.alice)
    for text, answer, note in (
        ("Oui", "coming", ""),
        ("Yes 👍", "coming", ""),
        ("Je viens.\nJ'arrive à 15 h.", "coming", "J'arrive à 15 h."),
        ("peut-être", "maybe", ""),
        ("Peut être.", "maybe", ""),
        ("Je ne peux pas venir, désolée", "absent", "désolée"),
        ("Je serai là !", "coming", ""),
        ("If need be, by phone", "maybe", "by phone"),
        ("Non, je suis en déplacement : désolé", "absent", "je suis en déplacement : désolé"),
        ("Excusé·e", "absent", ""),
        ("Absente.", "absent", ""),
    ):
        assert bob_says(group, acts.MEETING, meeting.ref, text) == Became.ACTED, text
        row = Attendance._base_manager.get(meeting=meeting, membership=group.bob)
        assert (row.answer, row.note) == (answer, note), text


UNCLEAR = ["", "Merci !", "oui non", "Oui, non", "pas d'objection", "fait demain", "qui sait", "ok mais", "2"]


@pytest.mark.parametrize("kind", ["action", "meeting", "dates", "objection", "role"])
def test_what_is_not_clear_does_nothing_and_says_how(group: Group, kind: str) -> None:
    kinds = {
        "action": lambda: (acts.ACTION, actions.add_action(by=group.alice, title="Appeler").ref),
        "meeting": lambda: (acts.MEETING, first_of(group.alice).ref),
        "dates": lambda: (acts.DATES, vote_world.opened(group.alice, "dates", {"minutes": 30}).ref),
        "objection": lambda: (acts.OBJECTION, a_consent(make_circle(group)).ref),
        "role": lambda: (acts.ROLE, make_role(group.alice).ref),
    }
    name, ref = kinds[kind]()
    key, way = key_of(group.bob, name, ref), replies.ways.get(name)
    assert way is not None
    before = facts(group)
    for text in UNCLEAR:
        OutgoingMail.objects.all().delete()
        assert bob_says(group, name, ref, text) == Became.DROPPED, text
        told = last_mail(group.bob)
        assert "Nothing was recorded." in told.text, text
        assert "What you may answer:" in told.text
        assert text in told.text
        assert all(line in told.text for line in way.how(key))
    assert facts(group) == before


def test_every_word_that_a_mail_proposes_is_understood(group: Group) -> None:
    """What « how » tells in English between quotes is accepted; its French is in the same lists."""
    from commun.governance import mail_replies as said

    for words in (said.ACTION_WORDS, said.ROLE_WORDS, said.OBJECTION_WORDS, said.COME_WORDS):
        for name, phrases in words.items():
            for phrase in phrases:
                for form in (phrase, phrase.capitalize(), f"{phrase.upper()} !", f"Bonjour,\n{phrase}, et merci"):
                    found = replies.chosen(form, words)
                    assert found is not None, form
                    assert found[0] == name, form


@pytest.mark.parametrize(
    ("text", "dates", "reason"),
    [
        ("1 oui, 2 si besoin, 3 non", {"1": "yes", "2": "if-need-be", "3": "no"}, ""),
        ("1 oui ; 2 s’il le faut", {"1": "yes", "2": "if-need-be"}, ""),
        ("1 : oui\n2 : non\n\nPlutôt le soir.", {"1": "yes", "2": "no"}, "Plutôt le soir."),
        ("Oui : 1 et 3\nNon : 2", {"1": "yes", "2": "no", "3": "yes"}, ""),
        ("mardi 8 décembre oui", {"1": "yes"}, ""),
        ("8 décembre : oui, 10 décembre : non", {"1": "yes", "3": "no"}, ""),
        ("Yes to all", {"1": "yes", "2": "yes", "3": "yes"}, ""),
        ("jeudi si nécessaire", {"3": "if-need-be"}, ""),
    ],
)
def test_a_date_poll_is_answered_line_by_line(group: Group, text: str, dates: dict[str, str], reason: str) -> None:
    process = vote_world.opened(group.alice, "dates", {"minutes": 30})
    assert bob_says(group, acts.DATES, process.ref, text) == Became.ACTED
    row = Ballot._base_manager.get()
    assert (row.content["dates"], row.reason, row.elector.membership_id) == (dates, reason, group.bob.pk)
    # One mail says what was recorded, not two.
    assert OutgoingMail.objects.filter(to=email(group.bob), headers__has_key="In-Reply-To").count() == 1
    assert not OutgoingMail.objects.filter(key__startswith="governance.receipt").exists()


@pytest.mark.parametrize(
    "text", ["oui", "1 oui, 1 non", "oui sauf le 3", "4 oui", "1 oui\n2 peut-être", "le 12 oui", "lundi oui", "1 oui 2"]
)
def test_a_date_is_never_guessed(group: Group, text: str) -> None:
    process = vote_world.opened(group.alice, "dates", {"minutes": 30})
    assert bob_says(group, acts.DATES, process.ref, text) == Became.DROPPED
    assert not Ballot._base_manager.exists()


def test_a_second_answer_keeps_what_was_said_of_the_other_dates(group: Group) -> None:
    process = vote_world.opened(group.alice, "dates", {"minutes": 30})
    bob_says(group, acts.DATES, process.ref, "1 oui, 2 non")
    bob_says(group, acts.DATES, process.ref, "2 si besoin")
    assert Ballot._base_manager.get().content["dates"] == {"1": "yes", "2": "if-need-be"}


def test_the_mail_of_a_date_poll_has_its_key_and_the_mail_of_a_vote_has_none(group: Group) -> None:
    for method, has_key in (("dates", True), ("proposal", False), ("choice", False), ("budget", False)):
        process = vote_world.opened(group.alice, method, {"minutes": 30} if method == "dates" else None)
        ballot_letters.tell_openings()
        mail = OutgoingMail.objects.get(key=f"governance.vote-open:{process.ref}:{group.bob.pk}")
        assert ("Reply-To" in mail.headers) == has_key, method
        assert ("answer this mail" in mail.text) == has_key, method


def test_an_objection_by_answer_has_its_reason_and_stops_what_was_announced(group: Group) -> None:
    circle = make_circle(group)
    closes_at = clock.now() + dt.timedelta(days=3)
    wish = processes.Wish(method="authorisation", decision=a_decision(circle), closes_at=closes_at)
    process = processes.open_process(by=circle.alice, wish=wish)
    letter = OutgoingMail.objects.get(key=f"governance.opened:{process.ref}:{group.bob.pk}")
    token = letter.headers["Reply-To"].partition("+")[2].partition("@")[0]
    message = mail_that_says("Objection : le bail engage neuf ans.\nParlons-en.", email(group.bob))
    assert hand_over("r", token, message).became == Became.ACTED
    kept = Objection._base_manager.get()
    assert (kept.membership_id, kept.reason) == (group.bob.pk, "le bail engage neuf ans.\nParlons-en.")
    assert Process._base_manager.get(pk=process.pk).state == "closed"
    # Twice: it says so.
    twice = mail_that_says("Objection : encore le bail.", email(group.bob))
    assert hand_over("r", token, twice).became == Became.DROPPED
    assert "Not understood" not in last_mail(group.bob).subject
    assert Objection._base_manager.count() == 1
    assert "already" in last_mail(group.bob).text


def test_an_objection_without_a_reason_is_asked_for_it(group: Group) -> None:
    process = a_consent(make_circle(group))
    assert bob_says(group, acts.OBJECTION, process.ref, "Objection.", version=1) == Became.DROPPED
    assert "An objection has a reason" in last_mail(group.bob).text
    assert not Objection._base_manager.exists()


def test_an_offer_for_a_role_by_answer_is_an_offer(group: Group) -> None:
    role = make_role(group.alice)
    assert bob_says(group, acts.ROLE, role.ref, "Je voudrais apprendre\nÀ deux ce serait bien.") == Became.ACTED
    offer = Volunteering._base_manager.get()
    assert (offer.wish, offer.note) == ("learn", "À deux ce serait bien.")
    assert not Mandate._base_manager.exists()


def test_what_a_program_writes_does_nothing(group: Group) -> None:
    action = actions.add_action(by=group.alice, title="Appeler", owner=group.bob)
    key = key_of(group.bob, acts.ACTION, action.ref)
    before = OutgoingMail.objects.count()
    for headers in (
        {"Auto_Submitted": "auto-replied"},
        {"subject": "Réponse automatique : absence"},
        {"Precedence": "bulk"},
    ):
        assert arrives(key, "Fait", sender=email(group.bob), **headers).became == Became.DROPPED
    assert Action._base_manager.get(pk=action.pk).state == "open"
    assert OutgoingMail.objects.count() == before


def test_a_mail_that_was_passed_on_never_acts_for_somebody_else(group: Group) -> None:
    action = actions.add_action(by=group.alice, title="Appeler", owner=group.bob)
    outcome = arrives(key_of(group.bob, acts.ACTION, action.ref), "Fait", sender=email(group.alice))
    assert outcome.became == Became.REFUSED
    assert "somebody else" in outcome.reason
    assert Action._base_manager.get(pk=action.pk).state == "open"
    # Their own other address, that the house does not know, is theirs: the key is the proof.
    assert (
        arrives(key_of(group.bob, acts.ACTION, action.ref), "Fait", sender="bob@ailleurs.test").became == Became.ACTED
    )


def test_an_unknown_key_is_nobodys_and_an_old_one_says_that_it_is_old(group: Group) -> None:
    assert role_of("r", "abcdefgh2345wxyz") is None
    action = actions.add_action(by=group.alice, title="Appeler", owner=group.bob)
    key = key_of(group.bob, acts.ACTION, action.ref)
    with clock.stopped(clock.now() + dt.timedelta(days=46)):
        outcome = arrives(key, "Fait", sender=email(group.bob))
    assert outcome.became == Became.REFUSED
    assert "too old" in outcome.reason


def test_whoever_left_answers_for_nothing(group: Group) -> None:
    action = actions.add_action(by=group.alice, title="Appeler")
    key = key_of(group.bob, acts.ACTION, action.ref)
    Membership._base_manager.filter(pk=group.bob.pk).update(state="left")
    before = facts(group)
    assert arrives(key, "Je prends", sender=email(group.bob)).became == Became.DROPPED
    assert facts(group) == before
    assert "no longer yours" in last_mail(group.bob).text


def test_two_programs_that_answer_each_other_stop(group: Group) -> None:
    key = key_of(group.bob, acts.ACTION, actions.add_action(by=group.alice, title="Appeler").ref)
    before = OutgoingMail.objects.count()
    for turn in range(12):
        arrives(key, f"hein ? {turn}", sender=email(group.bob))
    assert OutgoingMail.objects.count() - before == 5


# What a mail of this house may do, and nothing else: none of these votes, adopts, moves money or changes a role.
ALLOWED = {
    "governance.accept-duty", "governance.decline-duty", "governance.finish-action", "governance.take-action",
    "governance.volunteer", "governance.object", "governance.answer-dates", "governance.come",
    "governance.come-series", "governance.other-time", "governance.consent", "governance.no-advice",
    "people.stop_digest", "tenders.say_interested", "tenders.hide_notice", "governance.mails",
}  # fmt: skip
# What an answer alone may do: less than a link, whose page shows the text first and waits for a button.
BY_ANSWER = ALLOWED - {
    "governance.accept-duty", "governance.decline-duty", "governance.consent", "governance.no-advice",
    "people.stop_digest", "tenders.hide_notice", "governance.mails",
}  # fmt: skip
# Facts that any answer may leave; a date poll says « ballot », and looks for a date.
LEFT = {
    "governance.action.taken", "governance.action.finished", "governance.attendance.answered",
    "governance.attendance.given", "governance.ballot.cast", "governance.ballot.changed", "governance.objection.raised",
    "governance.volunteering.offered",
}  # fmt: skip
STARTS = [
    "oui", "je vote pour", "pour", "je consens", "pas d'objection", "adopté", "je suis élu", "virement 30 €",
    "je m'abstiens", "1 oui", "A", "2 > 1 > 3", "fait", "je prends", "volontaire", "objection : trop cher",
]  # fmt: skip


def test_the_registry_holds_what_was_decided_and_nothing_else() -> None:
    governed = {name for name in links.acts.names() if name.split(".")[0] in {"governance", "people", "tenders"}}
    assert governed == ALLOWED
    others = set(links.acts.names()) - ALLOWED
    assert not {name for name in others if name.split(".")[0] in {"value", "bids"}}, "no mail moves money"


def test_no_answer_reaches_a_vote_money_or_a_role(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every beginning of an answer, to a key of every kind about every kind of thing, votes included."""
    used: set[str] = set()
    for name in links.acts.names():
        act = links.acts.get(name)
        assert act is not None

        def do(person: int, data: object, name: str = name, act: links.MailAct = act) -> tuple[str, str]:
            used.add(name)
            return act.do(person, data)  # type: ignore[arg-type]

        monkeypatch.setitem(links.acts._items, name, links.MailAct(act.label, act.ask, do, act.show, act.form))
    fitting = {
        acts.DATES: vote_world.opened(group.alice, "dates", {"minutes": 30}).ref,
        acts.OBJECTION: a_consent(make_circle(group)).ref,
        acts.ROLE: make_role(group.alice).ref,
        acts.MEETING: first_of(group.alice).ref,
        acts.ACTION: actions.add_action(by=group.alice, title="Appeler").ref,
    }
    votes = [
        vote_world.opened(group.alice, "proposal").ref,
        vote_world.opened(group.alice, "choice", is_secret=True).ref,
        vote_world.opened(group.alice, "budget").ref,
    ]
    with scope.use(group.space):
        last = Fact.objects.latest("position").position
    kinds = [kind for kind in replies.ways.names() if kind.startswith("governance.")]
    assert set(kinds) >= set(fitting)
    monkeypatch.setattr("commun.people.replies._write", lambda *arguments, **options: None)
    for kind, text in itertools.product(kinds, STARTS):
        for ref in (fitting.get(kind, votes[0]), *votes):
            arrives(key_of(group.bob, kind, ref), text, sender=email(group.bob))
    assert used <= BY_ANSWER
    with scope.use(group.space):
        left = set(Fact.objects.filter(position__gt=last).values_list("name", flat=True))
        assert left <= LEFT, left - LEFT
        assert not Mandate.objects.exists()
        assert not Stance.objects.filter(position="consents").exists()
        assert set(Ballot.objects.values_list("process__method", flat=True)) <= {"dates"}
        assert not Process.objects.filter(electors__has_cast=True).exclude(method="dates").exists()
