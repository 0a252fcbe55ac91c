"""Documents of projects and joint brands."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commun.bids import project_texts
from commun.bids.actions.brands import BrandSheet, change_brand, join_brand, leave_brand, open_brand, say_signer
from commun.bids.actions.project_ends import close_project
from commun.bids.actions.project_papers import add_file, begin_notes
from commun.bids.models import BrandPart, ProjectFile
from commun.bids.queries.brands import parts_of
from commun.core import scope
from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance.models import Membership
from commun.people.models import Person
from tests.bids.project_world import make_project
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group, make_member, make_person

pytestmark = pytest.mark.django_db
SHEET = BrandSheet("Les Passeurs", "Des ateliers de quartier", "On se relit toujours à deux.")


def sent(name: str = "plan.txt", content: bytes = b"Le plan") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/plain")


def test_notes_are_read_by_the_group_and_written_by_the_team_until_the_end(client: GateClient, group: Group) -> None:
    project = make_project(group)
    denise = make_member(group.space, make_person("Denise"))
    with pytest.raises(Refused):
        begin_notes(by=denise, project=project)
    text = begin_notes(by=group.alice, project=project)
    assert begin_notes(by=group.bob, project=project) == text

    def writes(person: Person) -> tuple[bool, bool]:
        right = project_texts.right(person.pk, text)
        return right.may_read, right.writes

    assert [writes(one) for one in (group.bob.person, denise.person, group.chloe)] == [
        (True, True), (True, False), (False, False)]  # fmt: skip
    client.force_login(denise.person)
    with at_most(25):
        page = client.get(here(group.space.slug, "bids:project-papers", project=project.ref))
    assert page.status_code == 200
    close_project(by=group.alice, project=project)
    assert not project_texts.right(group.bob.person_id, text).writes


def test_a_file_is_kept_once_given_to_the_group_and_to_nobody_else(client: GateClient, group: Group) -> None:
    project = make_project(group)
    for name in ("plan.txt", "encore.txt"):
        add_file(by=group.alice, project=project, sent=sent(name))
    with scope.use(group.space):
        row = ProjectFile.objects.get()
    url = here(group.space.slug, "bids:project-file", project_file=row.ref)
    client.force_login(group.bob.person)
    assert b"".join(client.get(url).streaming_content) == b"Le plan"  # type: ignore[attr-defined]
    client.force_login(group.chloe)
    assert client.get(url).status_code == 404
    for wrong in (sent("page.svg", b"<svg onload='x()'/>"), sent("a.zip", b"PK\x03\x04rest"), None):
        with pytest.raises(Refused):
            add_file(by=group.alice, project=project, sent=wrong)


def test_rules_of_a_brand_are_accepted_as_they_are_read(group: Group) -> None:
    brand = open_brand(by=group.alice, sheet=SHEET)
    with pytest.raises(Refused):
        open_brand(by=group.bob, sheet=BrandSheet("les passeurs", "a", "b"))
    for empty in (BrandSheet("", "a", "b"), BrandSheet("X", " ", "b"), BrandSheet("X", "a", "")):
        with pytest.raises(Refused):
            open_brand(by=group.bob, sheet=empty)
    changed = BrandSheet(SHEET.name, SHEET.offer, "On se relit à trois.")
    brand = change_brand(by=group.alice, brand=brand, sheet=changed)
    with pytest.raises(Refused):
        join_brand(by=group.bob, brand=brand, edition=1)
    join_brand(by=group.bob, brand=brand, edition=2)
    assert [(part.membership.name, part.edition) for part in parts_of(brand)] == [
        ("Alice Martin", 2),
        ("Bob Durand", 2),
    ]


def test_nobody_lets_themselves_sign(group: Group) -> None:
    brand = open_brand(by=group.alice, sheet=SHEET)
    join_brand(by=group.bob, brand=brand, edition=1)

    def part(member: Membership) -> BrandPart:
        return next(one for one in parts_of(brand) if one.membership_id == member.pk)

    with pytest.raises(Refused):
        say_signer(by=group.bob, part=part(group.bob), may_sign=True)
    say_signer(by=group.alice, part=part(group.bob), may_sign=True)
    assert part(group.bob).may_sign
    leave_brand(by=group.bob, brand=brand)
    join_brand(by=group.bob, brand=brand, edition=1)
    assert not part(group.bob).may_sign


def test_the_pages_of_brands_answer(client: GateClient, group: Group) -> None:
    client.force_login(group.alice.person)
    slug = group.space.slug
    assert client.get(here(slug, "bids:brands")).status_code == 200
    assert client.post(here(slug, "bids:new-brand"), {"name": "🌱"}).status_code == 422
    said = {"name": SHEET.name, "offer": SHEET.offer, "rules": SHEET.rules}
    url = client.post(here(slug, "bids:new-brand"), said)["Location"]
    client.force_login(group.bob.person)
    assert SHEET.rules in client.get(url).content.decode()
    for edition in ("²", "-1", "9" * 30, "1"):
        client.post(f"{url}accepter/", {"edition": edition})
    assert "Bob Durand" in client.get(url).content.decode()
