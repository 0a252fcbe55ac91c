"""Founding, presenting, defining, linking."""

import datetime as dt

import pytest

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance import actions, policies
from commun.governance.actions import NewGroup, Presentation
from commun.governance.models import BodyLink, Collective, KindPeriod, Membership
from commun.governance.queries import presentation as queries
from commun.people.models import LegalEntity
from tests.governance import world as doors
from tests.support import world


@pytest.fixture
def host(db: None) -> Membership:
    return doors.found(since=dt.date(2016, 10, 3))


@pytest.mark.parametrize("body", ["collective", "network", "territory"])
@pytest.mark.parametrize("kind", ["project", "trade", "brand"])
def test_each_kind_of_body_can_be_founded_and_filtered(db: None, body: str, kind: str) -> None:
    founder = doors.found(body=body, kind=kind)
    assert policies.has_role(founder)
    mine = {founder.space_id}
    assert [line.space.pk for line in queries.groups_seen_by(mine, body)] == [founder.space_id]
    others = {"collective", "network", "territory"} - {body}
    assert all(queries.groups_seen_by(mine, other) == [] for other in others)


@pytest.mark.parametrize("kind", ["project", "trade", "brand"])
def test_a_collective_is_of_the_kind_that_was_chosen_for_it(db: None, kind: str) -> None:
    founder = doors.found(kind=kind)
    with scope.use(founder.space):
        assert list(KindPeriod.objects.values_list("kind", flat=True)) == [kind]


def test_the_kind_of_a_group_gives_no_right(db: None) -> None:
    founders = [doors.found(kind=kind) for kind in ("project", "trade", "brand")]
    rights = [
        (policies.can_invite(one), policies.can_edit_presentation(one), policies.has_role(one)) for one in founders
    ]
    assert len(set(rights)) == 1


def test_a_group_needs_no_legal_form(host: Membership) -> None:
    body = policies.body_of(host.space)
    assert getattr(body, "cooperative") is None  # noqa: B009


def test_a_group_may_say_which_cooperative_it_stands_in_and_stop_saying_it(host: Membership) -> None:
    cooperative = LegalEntity.objects.create(siren="732829320", name="Les Grands Chemins", kind="cae")
    for chosen in (cooperative, None):
        actions.edit_presentation(by=host, presentation=Presentation(cooperative=chosen))
        body = policies.body_of(host.space)
        assert isinstance(body, Collective)
        assert body.cooperative == chosen


def test_a_person_without_any_group_founds_none(db: None) -> None:
    with pytest.raises(Refused):
        actions.found_group(person=world.make_person(), group=NewGroup(name="Seul"))


def test_a_member_of_a_group_may_found_another(host: Membership) -> None:
    bob = doors.member(host)
    founder = actions.found_group(person=bob.person, group=NewGroup(name="Atelier vidéo"))
    assert (founder.person_id, founder.space.slug) == (bob.person_id, "atelier-video")


def test_two_groups_of_the_same_name_have_two_addresses(db: None) -> None:
    slugs = [doors.found("Démarches participatives").space.slug for _ in range(3)]
    assert len(set(slugs)) == 3


@pytest.mark.parametrize("wrong", [{"name": "  "}, {"name": "x", "body": "house"}, {"name": "x", "kind": "empire"}])
def test_a_wrong_group_is_refused_and_leaves_nothing(db: None, wrong: dict[str, str]) -> None:
    person = world.make_person(is_operator=True)
    before = Space.objects.count()
    with pytest.raises(Refused):
        actions.found_group(person=person, group=NewGroup(**wrong))
    assert Space.objects.count() == before


def test_a_change_of_kind_keeps_the_former_one_with_its_dates(host: Membership) -> None:
    actions.change_kind(by=host, kind="brand", starts_on=dt.date(2018, 6, 4))
    lines = [(line.starts_on, line.ends_on) for line in queries.kind_lines(host.space)]
    assert lines == [(dt.date(2016, 10, 3), dt.date(2018, 6, 3)), (dt.date(2018, 6, 4), None)]
    assert queries.kind_on(host.space, dt.date(2018, 6, 3)) == "trade"
    assert queries.kind_on(host.space, dt.date(2018, 6, 4)) == "brand"
    assert queries.kind_on(host.space, dt.date(2016, 10, 2)) == ""


@pytest.mark.parametrize(
    ("kind", "starts_on"),
    [("trade", dt.date(2018, 1, 1)), ("brand", dt.date(2015, 1, 1)), ("brand", dt.date(2030, 1, 1)), ("", None)],
)
def test_a_wrong_change_of_kind_is_refused(host: Membership, kind: str, starts_on: dt.date | None) -> None:
    with pytest.raises(Refused):
        actions.change_kind(by=host, kind=kind, starts_on=starts_on)


def test_a_network_has_no_kind_of_collective(db: None) -> None:
    with pytest.raises(Refused):
        actions.change_kind(by=doors.found(body="network"), kind="brand")


def test_definitions_follow_one_another(host: Membership) -> None:
    first = actions.define_group(by=host, text="Veille partagée\net liste.", since=dt.date(2016, 10, 3))
    second = actions.define_group(by=host, text="Groupe ouvert.", since=dt.date(2018, 6, 4))
    assert [one.position for one in (first, second)] == [1, 2]
    assert [one.text for one in queries.definitions_of(host.space)] == ["Veille partagée\net liste.", "Groupe ouvert."]


@pytest.mark.parametrize(
    ("text", "since"),
    [("", None), ("Groupe ouvert.", None), ("Autre", dt.date(2010, 1, 1)), ("Autre", dt.date(2030, 1, 1))],
)
def test_a_wrong_definition_is_refused(host: Membership, text: str, since: dt.date | None) -> None:
    actions.define_group(by=host, text="Groupe ouvert.", since=dt.date(2018, 6, 4))
    with pytest.raises(Refused):
        actions.define_group(by=host, text=text, since=since)


def test_a_group_belongs_to_a_network_with_dates_and_dues(host: Membership) -> None:
    around = doors.found("Bigre", body="network").space
    link = actions.open_link(by=host, around=around, starts_on=dt.date(2020, 1, 1), dues_cents=12000)
    with pytest.raises(Refused):
        actions.open_link(by=host, around=around)
    page = queries.group_page(host, host.space)
    assert [found.pk for found in page.links] == [link.pk]
    ended = actions.end_link(by=host, link=link, on=dt.date(2026, 1, 31))
    assert ended.ends_on == dt.date(2026, 1, 31)
    assert queries.group_page(host, host.space).links == []


def test_the_network_may_end_the_link_too_and_a_third_party_may_not(host: Membership) -> None:
    keeper, third = doors.found("Bigre", body="network"), doors.found("Tiers")
    link = actions.open_link(by=host, around=keeper.space)
    with pytest.raises(Refused):
        actions.end_link(by=third, link=link)
    assert actions.end_link(by=keeper, link=link).ends_on == clock.today()


def test_a_group_belongs_neither_to_itself_nor_to_a_collective(host: Membership) -> None:
    for around in (host.space, doors.found("Autre").space):
        with pytest.raises(Refused):
            actions.open_link(by=host, around=around)
    assert not BodyLink.objects.exists()


def test_only_those_who_facilitate_write_the_presentation(host: Membership) -> None:
    bob = doors.member(host)
    for write in (
        lambda: actions.edit_presentation(by=bob, presentation=Presentation()),
        lambda: actions.define_group(by=bob, text="x"),
        lambda: actions.change_kind(by=bob, kind="brand"),
        lambda: actions.open_link(by=bob, around=host.space),
    ):
        with pytest.raises(Refused):
            write()


@pytest.mark.parametrize("name", ["\u200b", "\u202e\u200b ", ""])
def test_a_group_needs_a_name_that_can_be_read(name: str, db: None) -> None:
    with pytest.raises(Refused):
        doors.found(name)


def test_signs_that_nobody_sees_are_taken_out_of_the_name_of_a_group(db: None) -> None:
    assert doors.found("\u202eAtelier\u200b vidéo").space.name == "Atelier vidéo"


def test_a_kind_replaced_on_the_same_day_is_not_shown_as_ending_before_it_began(db: None) -> None:
    host = doors.found()
    actions.change_kind(by=host, kind="project")
    actions.change_kind(by=host, kind="brand")
    lines = queries.kind_lines(host.space)
    assert [(line.starts_on, line.ends_on) for line in lines] == [(clock.today(), None)]
    assert queries.kind_on(host.space, clock.today()) == "brand"
