"""A group leaves as it was at one moment; groups of one site arrive elsewhere one after the other."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from commun.core import journal, scope
from commun.core.carrying import writing
from commun.core.carrying.reading import Parcel
from commun.core.models import Fact, Space
from commun.governance.actions.operators import import_group
from commun.governance.models import Membership
from commun.people.models import Person
from tests.house.whole_group import exported, fresh_site, parts
from tests.support.world import make_group, make_member


@pytest.mark.django_db(transaction=True)
def test_the_file_shows_one_moment_whatever_is_written_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    group = make_group()
    met = writing._met

    def tell() -> None:
        with transaction.atomic():
            about = ("core.space", group.space.slug)
            journal.record("governance.presentation.changed", space=group.space, actor=journal.PROGRAM, about=about)
        connection.close()

    def meanwhile(*asked: Any) -> Any:
        thread = threading.Thread(target=tell)
        thread.start()
        thread.join()
        return met(*asked)

    monkeypatch.setattr(writing, "_met", meanwhile)
    found = parts(exported(group.space))
    assert found["tables/core.Fact.jsonl"] == b""
    assert json.loads(found["manifest.json"])["chain"]["position"] == 0
    assert Fact._base_manager.filter(space=group.space).count() == 1


@pytest.mark.django_db
def test_groups_of_one_site_arrive_one_after_the_other(tmp_path: Path, settings: Any) -> None:
    """The house of the new site keeps out of their way; who left one and is in the next can be reached there."""
    settings.MEDIA_ROOT = settings.MEDIA_ROOT
    house, first, next_one = journal.house(), make_group(), make_group()
    bob = first.bob.person
    for group in (first, next_one):
        with transaction.atomic():
            about = ("core.space", group.space.slug)
            journal.record("governance.presentation.changed", space=group.space, actor=journal.PROGRAM, about=about)
    with scope.use(first.space):
        Membership.objects.filter(pk=first.bob.pk).update(state="left")
    make_member(next_one.space, bob)
    files = [(group.space.slug, exported(group.space)) for group in (first, next_one)]
    fresh_site(tmp_path)
    for slug, content in files:
        path = tmp_path / f"{slug}.zip"
        path.write_bytes(content)
        import_group(parcel=Parcel(path))
        assert Person.objects.get(pk=bob.pk).email == (None if slug == first.space.slug else bob.email)
    assert Space.objects.get(kind=Space.Kind.HOUSE).pk == house.pk
    assert exported(Space.objects.get(slug=next_one.space.slug)) == files[1][1]
