"""Joint works: opened, entered, roles said, left, closed; by whom, and what is refused."""

import datetime as dt

import pytest

from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact
from commun.governance.models import Membership
from commun.value.actions import works
from commun.value.models import JointWork, WorkPart
from commun.value.policies.works import can_write_money, can_write_on, work_for
from tests.support.world import Group, make_member, make_person, make_space
from tests.value.works import work_of

pytestmark = [pytest.mark.django_db, pytest.mark.english]


def part_of(work: JointWork, member: Membership) -> WorkPart:
    with scope.use(work.space_id):
        return WorkPart.objects.select_related("work__space", "membership__person", "membership__space").get(
            work=work, membership=member
        )


def sheet(**other: object) -> works.WorkSheet:
    return works.WorkSheet(**{"title": "Concertation", "started_on": clock.today(), **other})  # type: ignore[arg-type]


def test_who_opens_a_work_takes_part_and_it_is_told(group: Group) -> None:
    work = works.start_work(by=group.alice, sheet=sheet(title="  Un  atelier "), roles=["écriture", "écriture", " "])
    assert work.title == "Un atelier"
    assert part_of(work, group.alice).roles == ["écriture"]
    with scope.use(group.space):
        told = list(Fact.objects.filter(about_ref=work.ref).order_by("position").values_list("name", flat=True))
    assert told == ["value.work.started", "value.work.joined"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"title": "  "}, "a title"),
        ({"title": "é" * 161}, "too long"),
        ({"client": "x" * 161}, "too long"),
        ({"started_on": dt.date(1999, 12, 31)}, "too far"),
        ({"started_on": dt.date(2099, 1, 1)}, "too far"),
    ],
)
def test_a_sheet_that_cannot_be(group: Group, wrong: dict[str, object], why: str) -> None:
    with pytest.raises(Refused, match=why):
        works.start_work(by=group.alice, sheet=sheet(**wrong))
    work = works.start_work(by=group.alice, sheet=sheet())
    with pytest.raises(Refused, match=why):
        works.change_work(by=group.alice, work=work, sheet=sheet(**wrong))


def test_one_enters_alone_or_by_somebody_who_takes_part(group: Group) -> None:
    work = works.start_work(by=group.alice, sheet=sheet())
    chloe = make_member(group.space, make_person("Chloé"))
    with pytest.raises(Refused, match="Those who take part"):
        works.enter_work(by=group.bob, work=work, member=chloe)
    works.enter_work(by=group.bob, work=work, member=group.bob)
    works.enter_work(by=group.bob, work=work, member=chloe, roles=["apport"])
    with pytest.raises(Refused, match="already"):
        works.enter_work(by=chloe, work=work, member=chloe)
    with pytest.raises(Refused, match="Eight"):
        works.say_roles(by=group.alice, part=part_of(work, chloe), roles=[str(rank) for rank in range(9)])
    outside = make_member(make_space(), make_person("Zoé"))
    with pytest.raises(Refused, match="not in the group"):
        works.enter_work(by=group.alice, work=work, member=outside)
    with pytest.raises(Refused, match="at rest"):
        works.enter_work(by=outside, work=work, member=outside)


def test_one_leaves_and_comes_back_with_the_same_roles(group: Group) -> None:
    work = work_of(group)
    part = works.say_roles(by=group.alice, part=part_of(work, group.bob), roles=["écriture"])
    works.leave_work(part=part)
    assert not can_write_on(group.bob, work)
    assert works.leave_work(part=part).left_on == clock.today()
    again = works.enter_work(by=group.bob, work=work, member=group.bob)
    assert (again.pk, again.left_on, again.roles) == (part.pk, None, ["écriture"])


def test_a_closed_work_is_written_on_no_more_but_may_still_be_paid(group: Group) -> None:
    work = work_of(group)
    for wrong in (work.started_on - dt.timedelta(days=1), clock.today() + dt.timedelta(days=1)):
        with pytest.raises(Refused, match="first one to today"):
            works.end_work(by=group.alice, work=work, on=wrong)
    work = works.end_work(by=group.alice, work=work, on=clock.today())
    for act in (
        lambda: works.end_work(by=group.alice, work=work, on=clock.today()),
        lambda: works.change_work(by=group.alice, work=work, sheet=sheet()),
        lambda: works.enter_work(by=group.bob, work=work, member=group.bob),
        lambda: works.say_roles(by=group.alice, part=part_of(work, group.bob), roles=[]),
    ):
        with pytest.raises(Refused, match="closed"):
            act()
    assert can_write_money(group.bob, work)
    assert not can_write_on(group.bob, work)


def test_who_takes_no_part_reads_and_does_not_write(group: Group) -> None:
    work = work_of(group)
    chloe = make_member(group.space, make_person("Chloé"))
    with pytest.raises(Refused, match="take part"):
        works.change_work(by=chloe, work=work, sheet=sheet())
    assert not can_write_money(chloe, work)
    assert work_for(chloe, work.ref).pk == work.pk
    for stranger in (
        make_member(make_space(), make_person("Zoé")),
        make_member(group.space, make_person("Invité"), "guest"),
        None,
    ):
        with pytest.raises(NotFound):
            work_for(stranger, work.ref)
