"""Before one answers to a version: what changed since the one that one accepted last."""

import datetime as dt
from typing import Any

import pytest

from commun.core import clock
from commun.core.models import OutgoingMail
from commun.governance import actions
from commun.governance.models import GroupText, Membership
from commun.governance.queries import charter as queries
from commun.governance.queries.charter_changes import since_accepted
from tests.governance.charter_world import GATE, article_change, charter, decide, last_text, words
from tests.governance.meeting_world import french, later
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def _answer(by: Membership, *, is_accepted: bool = True) -> None:
    row = last_text(by)
    actions.answer_to_text(by=by, text=row, major=row.major, is_accepted=is_accepted)


@pytest.fixture
def text(group: Group) -> GroupText:
    """Version 1, of three articles; Bob accepts it."""
    row = charter(group.alice, words("Parler", "Tout se dit."), words("Payer", "À parts égales."), words("Partir"))
    _answer(group.bob)
    return row


def _changes(member: Membership) -> list[tuple[int, bool, bool]]:
    found = since_accepted(member, last_text(member))
    return [(one.article.number, bool(one.before), bool(one.after)) for one in found.articles]


def test_each_article_is_compared_with_the_version_accepted_last(group: Group, text: GroupText) -> None:
    with later(1):
        decide(group.alice, article_change(text, 1, body="Tout s’écrit."))
        decide(group.alice, article_change(text, 3, op="withdraw"))
        added = {"kind": "charter.article", "op": "add", "text": text.ref, "is_major": True, **words("Rire")}
        decide(group.alice, added)
        _answer(group.bob, is_accepted=False)
        assert _changes(group.bob) == [(1, True, True), (3, True, False), (4, False, True)]
    with later(2):
        _answer(group.bob)
        decide(group.alice, article_change(text, 2, body="Au temps passé."))
    assert _changes(group.bob) == [(2, True, True)]


def test_a_minor_change_made_after_the_answer_is_told_and_one_made_before_is_not(group: Group, text: GroupText) -> None:
    with later(1):
        decide(group.alice, article_change(text, 1, body="Tout se dit !", is_major=False))
    assert _changes(group.bob) == [(1, True, True)]
    with later(2):
        decide(group.alice, article_change(text, 2, body="Au temps passé."))
        _answer(group.bob)
        decide(group.alice, article_change(text, 3, body="Quand on veut."))
    assert [number for number, *_rest in _changes(group.bob)] == [3]


def test_a_new_title_and_a_new_act_held_back_are_changes(group: Group, text: GroupText) -> None:
    with later(1):
        decide(group.alice, article_change(text, 1, title="Se parler"))
        decide(group.alice, article_change(text, 2, gates=[GATE]))
    renamed, gated = since_accepted(group.bob, last_text(group.bob)).articles
    assert (renamed.before.split("\n")[0], renamed.after.split("\n")[0]) == ("Parler", "Se parler")
    assert gated.after.startswith(gated.before)
    assert gated.after != gated.before


def test_the_page_shows_the_words_or_that_no_version_was_accepted(client: Any, group: Group, text: GroupText) -> None:
    with later(1):
        decide(group.alice, article_change(text, 1, body="Tout s’écrit."))
    client.force_login(group.bob.person)
    shown = client.get(f"/g/{group.space.slug}/charte/").content.decode()
    assert "<del>" in shown
    client.force_login(group.alice.person)
    shown = client.get(f"/g/{group.space.slug}/charte/").content.decode()
    assert french("You have not accepted any version yet.") in shown
    assert "<del>" not in shown


def test_the_digest_names_the_article_and_leads_to_the_answer(group: Group, text: GroupText) -> None:
    start = clock.now()
    with later(1):
        decide(group.alice, article_change(text, 1, body="Tout s’écrit."))
    (told,) = queries.digest_events(group.bob.person, start, start + dt.timedelta(hours=1))
    assert "Parler" in told.title
    assert told.reason.endswith("it asks whether you accept version 2.")
    assert f"/{text.ref}/" in told.url
    _answer(group.bob)
    (told,) = queries.digest_events(group.bob.person, start, start + dt.timedelta(hours=1))
    assert "asks" not in told.reason


def _letters(text: GroupText) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(key__startswith=f"governance.text:{text.ref}:").order_by("pk"))


@pytest.mark.usefixtures("told_ten_times")
def test_a_major_change_writes_once_to_each_who_had_accepted_and_leads_to_the_answer(group: Any) -> None:
    text = charter(group.alice, words("Parler"), words("Payer"))
    quiet = make_member(group.space, make_person("Dora"), mails="concerns")
    for member in (group.alice, group.bob, quiet):
        _answer(member)
    make_member(group.space, make_person("Éva"))
    decide(group.alice, article_change(text, 1, body="Tout se dit !", is_major=False))
    assert _letters(text) == []
    decide(group.alice, article_change(text, 2, body="Au temps passé."))
    (letter,) = _letters(text)
    assert letter.to == group.bob.person.email
    said = [
        french("%(text)s: article %(number)s changed, your answer is asked again") % {"text": text.title, "number": 2}
    ]
    assert [letter.subject, "« Payer »" in letter.text or "“Payer”" in letter.text] == [*said, True]
    assert f"/charte/{text.ref}/" in letter.text
    decide(group.alice, article_change(text, 1, op="withdraw"))
    assert len(_letters(text)) == 2
