"""What the buyer asks, on the page of the needs: written, read in the notice, changed by two at once, refused."""

import pytest
from django.test import Client

from commun.core import scope
from commun.core.urls import here
from commun.tenders.actions import absorb
from commun.tenders.actions.terms import TermSheet, add_term
from commun.tenders.models import BuyerTerm, Notice
from commun.tenders.queries.terms import term_words
from tests.support import world
from tests.tenders.worlds import make_open_notice

WORDS = "Le montant maximum est de 80 000 € HT.\nTrois références similaires de moins de cinq ans sont demandées."


@pytest.fixture
def notice() -> Notice:
    found = make_open_notice("Étude de territoire", lots=2)
    Notice.objects.filter(pk=found.pk).update(description=WORDS)
    found.refresh_from_db()
    return found


@pytest.fixture
def bob(client: Client, group: world.Group) -> Client:
    client.force_login(group.bob.person)
    return client


def url(group: world.Group, name: str, **arguments: str) -> str:
    return here(group.space.slug, f"tenders:{name}", **arguments)


def written(group: world.Group) -> list[tuple[str, str, int | None, int | None, int | None, str]]:
    with scope.use(group.space):
        return list(BuyerTerm.objects.values_list("kind", "lot_number", "cents", "count", "years", "subject"))


def test_what_was_read_in_the_notice_is_taken_or_left_aside(bob: Client, group: world.Group, notice: Notice) -> None:
    page, act = url(group, "needs", ref=notice.ref), url(group, "read-term", ref=notice.ref)
    offered = {item["one"].kind.value: item["one"].key for item in bob.get(page).context["read_terms"]}
    assert list(offered) == ["ceiling", "references"]
    assert written(group) == []
    bob.post(act, {"prendre": offered["ceiling"]})
    bob.post(act, {"prendre": offered["ceiling"]})
    bob.post(act, {"laisser": offered["references"]})
    bob.post(act, {"prendre": "😀"})
    answer = bob.get(page)
    assert written(group) == [("ceiling", "", 8_000_000, None, None, "")]
    assert "80 000 €" in answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    assert answer.context["read_terms"] == []


def test_a_ceiling_of_a_lot_and_references_are_written_changed_and_removed(
    bob: Client, group: world.Group, notice: Notice
) -> None:
    new = url(group, "new-term", ref=notice.ref, kind="ceiling")
    assert bob.post(new, {"lot_number": "2", "cents": "45 000,50 €"}).status_code == 302
    assert bob.post(new, {"lot_number": "2", "cents": "50000"}).status_code == 422
    works = url(group, "new-term", ref=notice.ref, kind="references")
    assert bob.post(works, {"count": "3", "years": "5", "subject": "concertation"}).status_code == 302
    assert bob.post(works, {"count": "4", "subject": " CONCERTATION"}).status_code == 422
    assert written(group) == [
        ("ceiling", "2", 4_500_050, None, None, ""), ("references", "", None, 3, 5, "concertation"),
    ]  # fmt: skip
    with scope.use(group.space):
        ceiling = BuyerTerm.objects.get(kind="ceiling")
    change = url(group, "change-term", ref=notice.ref, term=ceiling.ref)
    assert 'value="45000,50"' in bob.get(change).content.decode()
    assert ceiling.has_tax is None
    seen = {"lot_number": "2", "cents": "46000", "has_tax": "ttc", "stamp": ceiling.stamp}
    assert bob.post(change, seen | {"has_tax": "peut-être"}).status_code == 422
    assert bob.post(change, seen).status_code == 302
    assert '<option value="ttc" selected>' in bob.get(change).content.decode()
    with scope.use(group.space):
        ceiling.refresh_from_db()
        said = [term_words(BuyerTerm(kind="ceiling", cents=100, has_tax=each)) for each in (None, False, True)]
    assert ceiling.has_tax is True
    assert len(set(said)) == 3
    late = bob.post(change, seen | {"cents": "47000"})
    assert late.status_code == 422
    assert 'value="47000"' in late.content.decode()
    assert [row[2] for row in written(group)] == [4_600_000, None]
    bob.post(url(group, "remove-term", ref=notice.ref, term=ceiling.ref))
    assert [row[0] for row in written(group)] == ["references"]


@pytest.mark.parametrize("cents", ["", "0", "-5", "abc", "😀", "80.000", "9" * 30])
def test_an_amount_that_cannot_be_is_said_and_nothing_is_written(
    bob: Client, group: world.Group, notice: Notice, cents: str
) -> None:
    answer = bob.post(url(group, "new-term", ref=notice.ref, kind="ceiling"), {"cents": cents})
    assert (answer.status_code, written(group)) == (422, [])
    empty = bob.post(url(group, "new-term", ref=notice.ref, kind="references"), {"count": cents[:1] and "-1"})
    assert (empty.status_code, written(group)) == (422, [])


def test_another_group_reads_and_touches_none_of_it_and_it_follows_a_joined_notice(
    bob: Client, group: world.Group, notice: Notice
) -> None:
    with scope.use(group.space):
        row = add_term(member=group.alice, notice=notice, sheet=TermSheet("ceiling", cents=100_00))
    other = world.make_space("Ailleurs")
    member = world.make_member(other, world.make_person("Dominique"))
    bob.force_login(member.person)
    for name in ("change-term", "remove-term"):
        address = here(other.slug, f"tenders:{name}", ref=notice.ref, term=row.ref)
        assert bob.post(address, {"cents": "1"}).status_code == 404
    assert bob.get(here(other.slug, "tenders:new-term", ref=notice.ref, kind="bribe")).status_code == 404
    assert bob.get(here(other.slug, "tenders:needs", ref=notice.ref)).context["terms"] == []
    survivor = make_open_notice("La même, corrigée")
    absorb.absorb(survivor, notice)
    with scope.use(group.space):
        assert [one.notice_id for one in BuyerTerm.objects.all()] == [survivor.pk]


def test_a_ceiling_beyond_belief_hears_the_most(bob: Client, group: world.Group, notice: Notice) -> None:
    page = bob.post(url(group, "new-term", ref=notice.ref, kind="ceiling"), {"cents": "9" * 12}).content.decode()
    assert "10 000 000 000" in page.replace("\u202f", " ").replace("\xa0", " ")
