"""R40: hours given to cooperating, apart from those a client pays; R84: legal forms, corrected by the staff."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from commun.core import clock
from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance import actions
from commun.governance.actions import work_time
from commun.governance.actions.work_time import Spent
from commun.governance.legal_forms_start import STARTERS
from commun.governance.models import LegalForm, Membership, WorkTime
from commun.governance.queries import work_time as queries
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def spend(member: Membership, minutes: int, nature: str = "coop", days: int = 0) -> WorkTime:
    on = clock.today() - dt.timedelta(days=days)
    return actions.write_time(member=member, spent=Spent(nature, on, minutes, "Vaisselle"))


def test_hours_of_cooperating_stand_apart_from_paid_ones(group: Group) -> None:
    spend(group.bob, 90)
    spend(group.bob, 30, days=3)
    spend(group.bob, 240, "billed")
    mine = queries.my_time(group.bob, clock.today() - dt.timedelta(days=30))
    assert (mine.cooperation, mine.billable) == ("2", "4")
    assert queries.my_time(group.alice, clock.today()).lines == []


def test_what_the_group_gives_is_told_from_five_people_on(group: Group) -> None:
    people = [group.alice, group.bob, *(make_member(group.space, make_person(f"M{number}")) for number in range(3))]
    first = clock.today() - dt.timedelta(days=30)
    for member in people[:4]:
        spend(member, 60)
    spend(people[4], 60, "billed")
    assert queries.given_by_the_group(group.space, first) is None
    spend(people[4], 60)
    assert queries.given_by_the_group(group.space, first) == "5"


@pytest.mark.parametrize(
    ("spent", "sentence"),
    [
        (Spent("coop", dt.date(2026, 11, 16), 0), "24 hours"),
        (Spent("coop", dt.date(2026, 11, 16), 1441), "24 hours"),
        (Spent("coop", dt.date(2026, 11, 17), 60), "past year"),
        (Spent("coop", dt.date(2024, 11, 17), 60), "past year"),
        (Spent("autre", dt.date(2026, 11, 16), 60), "Choose"),
        (Spent("coop", dt.date(2026, 11, 16), 60, "x" * 201), "too long"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(group: Group, spent: Spent, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.write_time(member=group.bob, spent=spent)


def test_a_day_has_24_hours_all_natures_together(group: Group) -> None:
    spend(group.bob, 1000)
    with pytest.raises(Refused, match="more than 24"):
        spend(group.bob, 441, "billed")
    spend(group.bob, 440, "billed")


def test_nobody_reads_nor_takes_back_the_time_of_another(group: Group, client: Client) -> None:
    row = spend(group.bob, 60)
    with pytest.raises(Refused):
        actions.remove_time(member=group.alice, row=row)
    client.force_login(group.alice.person)
    assert "Vaisselle" not in client.get(here(group.space.slug, "governance:my-time")).content.decode()
    assert client.post(here(group.space.slug, "governance:remove-time", time=row.pk)).status_code == 404
    client.force_login(group.bob.person)
    assert client.post(here(group.space.slug, "governance:remove-time", time=row.pk)).status_code == 302
    assert not WorkTime._base_manager.exists()


def test_the_page_takes_hours_as_they_are_written(group: Group, client: Client) -> None:
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:my-time")
    today = clock.today().isoformat()
    assert client.post(url, {"nature": "coop", "hours": "1,5", "on": today, "note": "Séance"}).status_code == 302
    assert WorkTime._base_manager.get().minutes == 90
    for hours in ("", "abc", "-1", "25", "0"):
        assert client.post(url, {"nature": "coop", "hours": hours, "on": today, "note": "Gardé"}).status_code == 422


def test_it_goes_with_the_person(group: Group) -> None:
    spend(group.bob, 60)
    assert "Vaisselle" in str(queries.export(group.bob.person))
    queries.erase(group.bob.person)
    assert queries.export(group.bob.person) == []


def test_the_page_costs_the_same_with_many_lines(group: Group, client: Client) -> None:
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:my-time")
    assert_flat(lambda count: [spend(group.bob, 1) for _one in range(count)], lambda: client.get(url))


# -- R84 ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def forms(db: None) -> None:
    """As the migration wrote them: a test that emptied the tables may have come before."""
    for position, one in enumerate(STARTERS, start=1):
        LegalForm.objects.update_or_create(slug=one["slug"], defaults={**one, "position": position})


@pytest.mark.usefixtures("forms")
def test_the_forms_of_the_row_stand_side_by_side(group: Group, client: Client) -> None:
    client.force_login(group.bob.person)
    page = client.get(reverse("legal-forms")).content.decode()
    for name in ("CAE", "SCIC", "SCOP", "Association", "PTCE"):
        assert name in page
    assert page.count("pas encore vérifié") == len(STARTERS)
    assert reverse("edit-legal-form", kwargs={"legal_form": "scop"}) not in page


@pytest.mark.usefixtures("forms")
def test_the_staff_corrects_them_and_nobody_else(group: Group, client: Client) -> None:
    url = reverse("edit-legal-form", kwargs={"legal_form": "scop"})
    said = dict.fromkeys(("name", *work_time.TEXTS), "Autrement dit.")
    client.force_login(group.alice.person)
    assert client.post(url, said).status_code == 404
    scop = LegalForm.objects.get(slug="scop")
    with pytest.raises(Refused):
        actions.change_legal_form(by=group.alice.person, form=scop, said={**said, "source": ""})
    group.alice.person.is_operator = True
    group.alice.person.save()
    assert client.post(url, {**said, "fits": ""}).status_code == 422
    assert client.post(url, said).status_code == 302
    scop.refresh_from_db()
    assert (scop.fits, scop.checked_on) == ("Autrement dit.", clock.today())
    assert client.get(reverse("edit-legal-form", kwargs={"legal_form": "nulle-part"})).status_code == 404
