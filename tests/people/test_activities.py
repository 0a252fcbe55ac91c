"""Activities: one's own only, with codes that exist."""

import dataclasses

import pytest

from commun.core.errors import NotFound, Refused
from commun.people import actions
from commun.people.actions import ActivityContent
from commun.people.models import Activity
from tests.support import world

pytestmark = pytest.mark.django_db
CONTENT = ActivityContent(
    label="Concertation", keywords=("concertation", "Concertation", " débat public "), regions=("84",)
)


def test_an_activity_is_added_with_each_word_once() -> None:
    person = world.make_person()
    activity = actions.add_activity(person=person, content=CONTENT)
    assert activity.keywords == ["concertation", "débat public"]
    assert activity.regions == ["84"]
    assert list(person.activities.all()) == [activity]


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": "  \u200b "},
        {"cpv_prefixes": ("7",)},
        {"cpv_prefixes": ("79٣",)},
        {"cpv_prefixes": ("études",)},
        {"departements": ("20",)},
        {"regions": ("Bretagne",)},
    ],
)
def test_a_code_that_does_not_exist_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Refused):
        actions.add_activity(person=world.make_person(), content=ActivityContent(**{"label": "Études", **wrong}))  # type: ignore[arg-type]
    assert not Activity.objects.exists()


def test_huge_and_strange_words_are_kept_short() -> None:
    content = ActivityContent(
        label="é" * 500, statement="🌱\x00" * 5000, keywords=tuple(f"mot {n}" * 99 for n in range(500))
    )
    activity = actions.add_activity(person=world.make_person(), content=content)
    assert (len(activity.label), len(activity.keywords)) == (120, 60)
    assert len(activity.statement) <= 2000


WHOLE = ActivityContent(
    label="Concertation",
    statement="J’anime des réunions publiques.",
    keywords=("concertation",),
    negative_words=("voirie", "travaux"),
    cpv_prefixes=("7941", "73"),
    departements=("26", "2A"),
    regions=("84",),
    is_remote=False,
    is_place_strict=True,
    minimum_days_left=12,
    is_active=False,
)


def test_everything_told_of_an_activity_is_kept_when_added_and_when_changed() -> None:
    person = world.make_person()
    added = actions.add_activity(person=person, content=WHOLE)
    plain = actions.add_activity(person=person, content=ActivityContent(label="Médiation"))
    actions.change_activity(person=person, activity=plain, content=WHOLE)
    names = [field.name for field in dataclasses.fields(ActivityContent)]
    for activity in (added, plain):
        activity.refresh_from_db()
        kept = {name: getattr(activity, name) for name in names}
        assert {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()} == (
            dataclasses.asdict(WHOLE)
        )


def test_another_persons_activity_is_not_found() -> None:
    activity = actions.add_activity(person=world.make_person(), content=CONTENT)
    stranger = world.make_person()
    with pytest.raises(NotFound):
        actions.change_activity(person=stranger, activity=activity, content=CONTENT)
    with pytest.raises(NotFound):
        actions.remove_activity(person=stranger, activity=activity)


def test_a_change_moves_the_date_that_matching_watches_and_a_removal_removes() -> None:
    person = world.make_person()
    activity = actions.add_activity(person=person, content=CONTENT)
    changed = actions.change_activity(person=person, activity=activity, content=ActivityContent(label="Médiation"))
    assert (changed.label, changed.keywords) == ("Médiation", [])
    actions.remove_activity(person=person, activity=changed)
    assert not person.activities.exists()


def test_twelve_activities_are_enough() -> None:
    person = world.make_person()
    for _ in range(12):
        actions.add_activity(person=person, content=CONTENT)
    with pytest.raises(Refused):
        actions.add_activity(person=person, content=CONTENT)
