"""The charter: versions, acceptance by person and version, gates on the acts that an article names, and only those."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact
from commun.governance import actions, gates
from commun.governance.charter_text import ArticleWords, read_markdown, write_markdown
from commun.governance.effects import effects
from commun.governance.effects_charter import article_lines, words_of_version
from commun.governance.models import Acceptance, ArticleVersion, Decision, GroupText, Membership, Process
from commun.governance.policies import charter as policies
from commun.governance.queries import charter as queries
from commun.tenders.actions import declare_intention
from commun.tenders.models import Intention, Notice
from tests.governance.charter_world import (
    GATE,
    article,
    article_change,
    charter,
    current,
    decide,
    last_text,
    propose,
    text_change,
    words,
)
from tests.support.queries import assert_flat, at_most
from tests.support.world import Group, make_group

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def notice() -> Notice:
    return Notice.objects.create(
        state="open", title="Étude", buyer="Ville", published_on=clock.today(), created_at=clock.now(),
        deadline_at=clock.now() + dt.timedelta(days=20), changed_at=clock.now(),
    )  # fmt: skip


def declare(member: Membership, about: Notice, stance: str) -> Intention:
    with scope.use(member.space):
        return declare_intention(member=member, notice=about, need="whole", stance=stance)


def accept(group: Group, text: GroupText, who: str = "bob") -> None:
    row = last_text(group.alice)
    actions.answer_to_text(by=getattr(group, who), text=row, major=row.major, is_accepted=True)


def test_a_text_is_adopted_with_its_articles_by_a_decision(group: Group) -> None:
    text = charter(group.alice, words("Se parler"), words("Se répondre"))
    assert text.edition == "1.0"
    page = queries.text_page(group.bob, text)
    assert [line.version.title for line in page.lines] == ["Se parler", "Se répondre"]
    assert text.decision.state == "adopted"
    assert page.lines[0].version.decision == text.decision
    with scope.use(group.space):
        fact = Fact.objects.get(name="governance.text.adopted")
    assert fact.data["fingerprints"] == [line.version.fingerprint for line in page.lines]


def test_a_major_version_closes_only_the_act_that_an_article_names(group: Group) -> None:
    gated = words("Réponses communes", gates=[GATE])
    text = charter(group.alice, words(), gated)
    accept(group, text)
    first = notice()
    declare(group.bob, first, "carry")

    decide(group.alice, article_change(text, 1, body="Tout se dit, et s’écrit."))
    assert last_text(group.alice).edition == "2.0"
    with pytest.raises(Refused, match="Article 2 .*version 2") as refusal:
        declare(group.bob, first, "contribute")
    assert "everything else stays open" in str(refusal.value)
    # Saying no joins nothing, and everything else still works.
    declare(group.bob, first, "pass")
    decision = actions.voice(by=group.bob, draft=actions.Draft(title="Louer un local", concerned="Nous"))
    actions.propose(by=group.bob, decision=decision)
    actions.add_action(by=group.bob, title="Visiter")
    actions.take_commitment(member=group.bob, label="Accueil")

    accept(group, text)
    declare(group.bob, first, "contribute")
    with scope.use(group.space):
        assert Intention.objects.get(member=group.bob).stance == "contribute"


def test_a_minor_version_asks_nobody_again(group: Group) -> None:
    text = charter(group.alice, words(gates=[GATE]))
    accept(group, text)
    decide(group.alice, article_change(text, 1, body="Mieux dit.", is_major=False))
    assert last_text(group.alice).edition == "1.1"
    assert policies.closed_by(group.bob, GATE) == []
    assert queries.awaiting(group.bob.person) == []


def test_an_article_that_names_no_act_holds_nothing_back(group: Group) -> None:
    charter(group.alice, words())
    assert policies.closed_by(group.bob, GATE) == []
    declare(group.bob, notice(), "watch")


def test_a_withdrawn_article_opens_its_gate_again(group: Group) -> None:
    text = charter(group.alice, words(gates=[GATE]), words("Autre"))
    assert policies.closed_by(group.bob, GATE)
    row = article(text)
    decide(
        group.alice,
        {
            "kind": "charter.article", "op": "withdraw", "text": text.ref, "article": row.ref, "base": 1,
            "is_major": False,
        },
    )  # fmt: skip
    assert policies.closed_by(group.bob, GATE) == []
    assert [line.article.number for line in queries.text_page(group.bob, text).lines] == [2]


def test_not_now_is_an_answer_and_keeps_the_gate_closed(group: Group) -> None:
    text = charter(group.alice, words(gates=[GATE]))
    assert [todo.key for todo in queries.things_to_do(group.bob.person)] == [f"governance.text:{text.pk}:1"]
    actions.answer_to_text(by=group.bob, text=text, major=1, is_accepted=False)
    assert list(queries.things_to_do(group.bob.person)) == []
    assert policies.closed_by(group.bob, GATE)
    actions.answer_to_text(by=group.bob, text=text, major=1, is_accepted=True)
    assert policies.closed_by(group.bob, GATE) == []


def test_one_accepts_the_version_one_has_read(group: Group) -> None:
    text = charter(group.alice)
    decide(group.alice, article_change(text, body="Autre chose."))
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.answer_to_text(by=group.bob, text=text, major=1, is_accepted=True)


def test_acceptances_are_kept_by_person_and_version(group: Group) -> None:
    text = charter(group.alice)
    accept(group, text)
    accept(group, text, "alice")
    decide(group.alice, article_change(text, body="Autre chose."))
    accept(group, text)
    row = last_text(group.alice)
    told = [(major, [one.membership.name for one in rows]) for major, rows in queries.acceptances_of(row)]
    assert told == [(2, ["Bob Durand"]), (1, ["Alice Martin", "Bob Durand"])]


def test_a_text_that_guides_asks_nobody(group: Group) -> None:
    text = charter(group.alice, bindingness="guide")
    assert queries.awaiting(group.bob.person) == []
    with pytest.raises(Refused, match="asks nothing"):
        actions.answer_to_text(by=group.bob, text=text, major=1, is_accepted=True)
    with pytest.raises(Refused, match="only guides"):
        propose(group.alice, article_change(text, gates=[GATE]))


def test_a_group_without_a_charter_works_fully(group: Group) -> None:
    assert policies.closed_by(group.bob, GATE) == []
    declare(group.bob, notice(), "carry")
    decision = actions.voice(by=group.bob, draft=actions.Draft(title="Agir", concerned="Nous"))
    actions.adopt(decision=actions.propose(by=group.bob, decision=decision), actor=journal.Person(group.bob.person_id))


def test_what_changed_meanwhile_is_not_overwritten(group: Group) -> None:
    text = charter(group.alice)
    slow = propose(group.bob, article_change(text, body="La version de Bob."))
    decide(group.alice, article_change(text, body="La version d’Alice."))
    with pytest.raises(Refused, match="changed since"):
        actions.adopt(decision=slow, actor=journal.Person(group.bob.person_id))
    assert current(text).body == "La version d’Alice."
    with scope.use(group.space):
        assert Decision.objects.get(pk=slow.pk).state == "proposed"
        assert last_text(group.alice).edition == "2.0"


BAD = [
    ({"title": ""}, "title"),
    ({"text_kind": "poem"}, "what this text is"),
    ({"bindingness": "hard"}, "how this text binds"),
    ({"articles": []}, "at least one article"),
    ({"articles": "x"}, "at least one article"),
    ({"articles": [3]}, "cannot be read"),
    ({"articles": [words("")]}, "a title and a text"),
    ({"articles": [words("x" * 121)]}, "at most"),
    ({"articles": [words(gates=["no.such.act"])]}, "acts of the list"),
    ({"articles": [words(review_on="hier")]}, "cannot be read"),
    ({"articles": [words()] * 101}, "100 articles"),
]


@pytest.mark.parametrize(("wrong", "sentence"), BAD)
def test_a_text_that_cannot_be_kept_is_refused_before_the_vote(
    group: Group, wrong: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        propose(group.alice, text_change(**wrong))
    with scope.use(group.space):
        assert Decision.objects.count() == 0


def test_the_same_text_is_not_adopted_twice(group: Group) -> None:
    charter(group.alice)
    with pytest.raises(Refused, match="already"):
        propose(group.alice, text_change())


def test_nothing_changes_is_said(group: Group) -> None:
    text = charter(group.alice)
    with pytest.raises(Refused, match="Nothing changes"):
        propose(group.alice, article_change(text))


def test_those_of_another_group_find_nothing(group: Group) -> None:
    text = charter(group.alice)
    away = make_group()
    with pytest.raises(NotFound):
        policies.text_for(away.alice, text.ref)
    with pytest.raises(NotFound):
        policies.article_for(away.alice, article(text).ref)
    with pytest.raises(Refused, match="no such text"):
        propose(away.alice, article_change(text) | {"op": "add"})


def test_the_past_is_read_as_it_stood(group: Group) -> None:
    text = charter(group.alice, words(body="Avant."))
    with clock.stopped(clock.now() + dt.timedelta(days=10)):
        decide(group.alice, article_change(text, body="Après."))
        page = queries.text_page(group.alice, text, clock.today() - dt.timedelta(days=1))
        assert [line.version.body for line in page.lines] == ["Avant."]
        assert page.edition == "1.0"
        assert [line.version.body for line in queries.text_page(group.alice, last_text(group.alice)).lines] == [
            "Après."
        ]
        assert queries.text_page(group.alice, text, clock.today() - dt.timedelta(days=11)).lines == []


def test_an_article_changed_in_the_database_is_seen(group: Group) -> None:
    text = charter(group.alice)
    decide(group.alice, article_change(text, body="Deux."))
    assert all(one.holds for one in queries.history_of(article(text)))
    with scope.use(group.space):
        ArticleVersion.objects.filter(number=2).update(body="Trois.")
    assert [one.holds for one in queries.history_of(article(text))] == [False, True]


TITLES = st.sampled_from(["Se parler", "Répondre ensemble", "L’argent"])
BODIES = st.text(alphabet="aéb \nc", min_size=1, max_size=30).filter(str.strip)
STATES = st.fixed_dictionaries(
    {
        "op": st.sampled_from(["add", "change", "withdraw"]),
        "title": TITLES,
        "body": BODIES,
        "scope": st.sampled_from(["", "Tout le monde", "Les séances"]),
        "gates": st.sampled_from([[], [GATE]]),
        "review_on": st.sampled_from([None, "2027-05-04"]),
        "is_major": st.booleans(),
        "base": st.sampled_from([1, 1, 1, 2]),
    }
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=STATES)
def test_adoption_applies_exactly_the_diff_that_was_shown_or_nothing(group: Group, said: dict[str, Any]) -> None:
    from django.db import transaction

    with transaction.atomic():
        text = charter(group.alice, words(), words("Témoin", "Ne bouge pas."), title=f"Charte {clock.now()}")
        before = dict(article_lines(words_of_version(current(text))))
        change = {"kind": "charter.article", "text": text.ref, "article": article(text).ref, **said}
        try:
            shown = effects.get("charter.article").diff(group.space, change)[1:]  # type: ignore[union-attr]
            decide(group.alice, change)
        except Refused:
            assert dict(article_lines(words_of_version(current(text)))) == before
            assert last_text(group.alice).edition == "1.0"
        else:
            expected = {} if said["op"] == "add" else dict(before)
            for line in shown:
                assert expected.get(line.label, "") == line.before
                expected[line.label] = line.after
            expected = {label: value for label, value in expected.items() if value and label != "Acceptance"}
            number = 3 if said["op"] == "add" else 1
            now = current(text, number)
            assert now.is_withdrawn == (said["op"] == "withdraw")
            assert expected == ({} if now.is_withdrawn else dict(article_lines(words_of_version(now))))
        assert current(text, 2).number == 1
        transaction.set_rollback(True)


def test_a_process_that_adopts_changes_the_charter_in_the_same_breath(group: Group) -> None:
    text = charter(group.alice)
    decision = propose(group.alice, article_change(text, body="Par la voix du groupe."))
    wish = actions.processes.Wish(  # type: ignore[attr-defined]
        method="proposal", decision=decision, closes_at=clock.now() + dt.timedelta(days=2)
    )
    process = actions.processes.open_process(by=group.alice, wish=wish)  # type: ignore[attr-defined]
    from commun.governance.actions import ballots

    ballots.cast(by=group.bob, process=process, content={"answer": "for"})
    with clock.stopped(clock.now() + dt.timedelta(days=3)):
        actions.processes.close_due()  # type: ignore[attr-defined]
    with scope.use(group.space):
        assert Process.objects.get(pk=process.pk).outcome == "adopted"
    assert current(text).body == "Par la voix du groupe."


def test_a_pasted_text_is_cut_into_its_articles() -> None:
    pasted = (
        "# Notre charte\n\nNous sommes libres.\n\n## 1. Se parler\n\nPortée : tout le monde\n\nTout se dit.\n\n"
        "Article 2 – Répondre ensemble\nÀ plusieurs.\n\n**Article 3. L’argent**\nSe partage.\n"
    )
    read = read_markdown(pasted, "Préambule")
    assert read.title == "Notre charte"
    assert [(one.title, one.body, one.scope_of) for one in read.articles] == [
        ("Préambule", "Nous sommes libres.", ""),
        ("Se parler", "Tout se dit.", "tout le monde"),
        ("Répondre ensemble", "À plusieurs.", ""),
        ("L’argent", "Se partage.", ""),
    ]
    assert read_markdown("Soyons bons.", "Préambule").articles == [ArticleWords("Préambule", "Soyons bons.")]
    assert read_markdown("  \n", "Préambule").articles == []


PLAIN = st.text(alphabet="abc éàç’,.;\n-*", max_size=60)


@given(
    st.lists(
        st.tuples(
            st.text(alphabet="abcé ’", min_size=1, max_size=20).filter(str.strip),
            PLAIN.filter(lambda text: text.strip()),
            st.sampled_from(["", "tout le monde"]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_as_markdown_is_read_back(said: list[tuple[str, str, str]]) -> None:
    kept = [
        ArticleWords(" ".join(title.split()), "\n".join(line.rstrip() for line in body.split("\n")).strip(), scope_of)
        for title, body, scope_of in said
    ]
    text = write_markdown("Charte", enumerate(kept, start=1), "Portée")
    assert read_markdown(text, "Préambule").articles == kept


def test_each_declared_act_has_its_words() -> None:
    assert GATE in gates.gates.names()
    assert gates.label_of(GATE) != GATE
    assert gates.label_of("gone.act") == "gone.act"


def test_reading_a_text_costs_the_same_whatever_its_length(group: Group) -> None:
    text = charter(group.alice)

    def more(count: int) -> None:
        for number in range(count):
            change = {"kind": "charter.article", "op": "add", "text": text.ref, "is_major": False}
            decide(group.alice, {**change, **words(f"Article {number}")})

    assert_flat(more, lambda: queries.text_page(group.alice, last_text(group.alice)))
    with at_most(4):
        queries.text_page(group.alice, text)


def test_an_erased_person_leaves_valid_acceptances(group: Group) -> None:
    from commun.governance.actions import personal_data

    text = charter(group.alice)
    accept(group, text)
    assert queries.export(group.bob.person)[0]["accepted"] is True
    personal_data.erase(group.bob.person)
    with scope.use(group.space):
        assert Acceptance.objects.filter(is_accepted=True).count() == 1
        assert journal.verify(group.space) == []


def rules_change(group: Group, **fields: Any) -> dict[str, Any]:
    from commun.governance.actions.membership_rules import as_dict

    base = as_dict(policies.rules_of(group.space))
    return {"kind": "charter.rules", "base": base, "set": {**base, **fields}}


def test_the_rules_of_membership_change_by_decision_only(group: Group) -> None:
    assert policies.rules_of(group.space).dormancy_days is None
    stale = propose(group.bob, rules_change(group, dormancy_days=90))
    decide(group.alice, rules_change(group, dormancy_days=180, admission="several", admission_voices=3))
    found = policies.rules_of(group.space)
    assert (found.dormancy_days, found.admission, found.admission_voices) == (180, "several", 3)
    with scope.use(group.space):
        told = Fact.objects.get(name="governance.membership_rules.changed")
    assert (told.about_ref, told.data.keys()) == (group.space.slug, {"decision"})
    with pytest.raises(Refused, match="changed since"):
        actions.adopt(decision=stale, actor=journal.Person(group.bob.person_id))


@pytest.mark.parametrize(
    "wrong",
    [{"dormancy_days": 3}, {"admission": "lottery"}, {"removal_percent": 20}, {"removal_days": True}, {"odd": 1}],
)
def test_rules_that_make_no_sense_are_refused(group: Group, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        propose(group.alice, rules_change(group, **wrong))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "decision.review", "answer": "stop"},
        {"kind": "decision.review", "answer": "adapt"},
        {"kind": "decision.end", "reason": "Trop compliqué."},
        {"kind": "decision.replace"},
    ],
)
def test_what_a_text_holds_is_undone_in_the_text_and_nowhere_else(group: Any, change: dict[str, Any]) -> None:
    text = charter(group.alice)
    first = decide(group.alice, article_change(text, body="Tout s’écrit."))
    with pytest.raises(Refused, match="1"):
        propose(group.bob, {**change, "decision": first.ref})
    with pytest.raises(Refused, match="article"):
        actions.let_go(by=group.alice, decision=first, reason="Autre chose.")
    propose(group.bob, {"kind": "decision.review", "decision": first.ref, "answer": "keep"})
    decide(group.alice, article_change(text, body="Tout se dit."))
    propose(group.bob, {**change, "decision": first.ref})
