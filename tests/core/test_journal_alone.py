"""One writer alone keeps the ends of the chains in mind, and the chains are the same."""

import pytest
from django.db import transaction

from commun.core import journal
from commun.core.models import ChainHead
from tests.support.queries import at_most
from tests.support.world import make_space

pytestmark = pytest.mark.django_db
FACT = "people.person.registered"


def test_facts_recorded_alone_make_a_whole_chain() -> None:
    space, house = make_space(), journal.house()
    with transaction.atomic():
        journal.record(FACT, space=space, actor=journal.PROGRAM, about=("core.space", "a"))
    with transaction.atomic(), journal.alone():
        first = journal.record(FACT, space=space, actor=journal.PROGRAM, about=("core.space", "b"))
        with at_most(1):
            second = journal.record(FACT, space=space, actor=journal.PROGRAM, about=("core.space", "c"))
        assert journal.house() == house
        entries = [journal.Entry(FACT, ("core.space", str(number)), {}) for number in range(3)]
        journal.record_many(entries, space=space, actor=journal.PROGRAM)
    assert (first.position, second.position, second.previous) == (2, 3, first.digest)
    assert ChainHead.objects.get(pk=space.pk).position == 6
    with transaction.atomic():
        assert journal.record(FACT, space=space, actor=journal.PROGRAM, about=("core.space", "d")).position == 7
    assert journal.verify(space) == []


def test_after_a_failure_nothing_is_kept_in_mind() -> None:
    space = make_space()

    def fail() -> None:
        with transaction.atomic(), journal.alone():
            journal.record(FACT, space=space, actor=journal.PROGRAM, about=("core.space", "a"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with transaction.atomic():
        assert journal.record(FACT, space=space, actor=journal.PROGRAM, about=("core.space", "b")).position == 1
    assert journal.verify(space) == []
