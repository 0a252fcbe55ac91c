"""What words find in the database itself: the shared probes (R1), inclusive spellings, names, « vouliez-vous dire »."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commun.core import scope
from commun.core.models import SearchWord
from commun.core.search import asking, indexing
from commun.exchange.actions.posts import write_post
from commun.governance import actions
from commun.governance.models import Membership
from commun.people.models import Person
from tests.algo.text.test_inclusive import MOULDS, NOUNS, plural
from tests.exchange.search_world import ask, indexed
from tests.support.client import GateClient
from tests.support.world import Group, make_member, make_person, make_space

pytestmark = pytest.mark.django_db


def written(member: Membership, texts: list[str]) -> dict[str, str]:
    """One message a text; its reference leads back to it."""
    made = {}
    for number, text in enumerate(texts):
        post = write_post(by=member, token=f"0000-{member.pk:08x}-{number:08x}", text=text, subject="Sujet")
        made[post.ref] = text
    indexed()
    return made


def found(person: Person, made: dict[str, str], words: str) -> set[str]:
    """The texts that answer."""
    with scope.everywhere("a test"):
        reader = asking.reader_of(person, list({row.space_id for row in Membership.objects.filter(person=person)}))
    rows = asking.answering(reader, asking.asked_of(words).words).filter(source="exchange.posts")
    return {made[ref] for ref in rows.values_list("ref", flat=True)}


def test_every_shared_probe_is_answered_by_the_database(group: Group, data: Path) -> None:
    with (data / "search" / "probes.csv").open(encoding="utf-8", newline="") as rows:
        probes = list(csv.DictReader(rows))
    made = written(group.alice, sorted({probe["text"] for probe in probes}))
    wrong = [
        probe for probe in probes
        if (probe["text"] in found(group.bob.person, made, probe["query"])) != (probe["matches"] == "1")
    ]  # fmt: skip
    assert len(probes) >= 37
    assert wrong == []


def test_generated_inclusive_spellings_are_found_by_the_database(group: Group) -> None:
    forms = {
        mould.format(m=noun[0], p=plural(noun[0]), e=ending): noun
        for noun, mould in zip(NOUNS * 2, MOULDS * 4, strict=False)
        for ending in noun[2].split()
    }
    made = written(group.alice, [f"Bonjour aux {form} d’ici" for form in forms])
    wrong = [
        (word, form)
        for form, (masculine, feminine, _ends) in forms.items()
        for word in (masculine, plural(feminine), form)
        if f"Bonjour aux {form} d’ici" not in found(group.bob.person, made, word)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("oeuvre", "le maître d’œuvre"), ("œuvre", "chef-d’oeuvre"), ("facilitatrice", "la facilita-\nteur du jour"),
        ("cooperative", "la coopé\u00adrative"), ("emploi", "l’aide\u00a0à\u202fl’emploi"), ("ete", "l'été"),
        ('"comptes rendus"', "le compte rendu"), ("camille.roux@exemple.fr", "à camille.roux@exemple.fr."),
    ],
)  # fmt: skip
def test_typography_does_not_matter(group: Group, words: str, text: str) -> None:
    made = written(group.alice, [text])
    assert found(group.bob.person, made, words) == {text}


def test_an_address_is_found_whole_and_not_by_its_parts(group: Group) -> None:
    made = written(group.alice, ["camille.roux@exemple.fr", "www.jardin.exemple.org"])
    for part in ("camille", "roux", "jardin", "exemple"):
        assert found(group.bob.person, made, part) == set()


def test_words_are_joined_or_cut_as_somebody_wrote_them(group: Group) -> None:
    written(group.alice, ["On prête le vidéoprojecteur", "Au week-end, au local", "Un covoiturage ?"])
    stranger = make_member(make_space("Ailleurs"), group.chloe).person
    for typed, meant in {
        "vidéo projecteur": "vidéoprojecteur", "prêter vidéo projecteur": "prêter vidéoprojecteur",
        "weekend": '"week end"', "co-voiturage": "covoiturage", "bonjour xylophone": "", "lelocalet": "",
        "weekendweekend": "", "week\u00adend \\ ' | &": "",
    }.items():  # fmt: skip
        assert ask(group.bob.person, typed).meant == meant, typed
        assert ask(stranger, typed).meant == ""


def test_the_correction_is_a_link_on_the_page(group: Group, client: GateClient) -> None:
    written(group.alice, ["La récolte des mirabelles"])
    client.force_login(group.bob.person)
    page = client.get("/chercher/", {"q": "mirabolles"}).content.decode()
    assert 'href="/chercher/?q=mirabelles"' in page


def test_a_word_that_stands_only_where_one_may_not_read_is_never_proposed(group: Group) -> None:
    other = make_member(make_space("Ailleurs"), make_person("Zoé Blanc"))
    written(other, ["La récolte des mirabelles"])
    written(group.alice, ["La récolte des pommes"])
    assert ask(other.person, "mirabolles").meant == "mirabelles"
    assert ask(group.bob.person, "mirabolles").meant == ""
    # Even in the group's own list of words: it is copied from a page that one reads today, or not at all.
    with scope.use(group.space):
        SearchWord.objects.create(space=group.space, word="mirabelles")
    assert ask(group.bob.person, "mirabolles").meant == ""


def test_another_form_of_a_word_that_one_reads_is_not_given_away(group: Group) -> None:
    """Same root, other ending: the ending that only others wrote is not shown."""
    written(group.alice, ["Le mirabellier"])
    with scope.use(group.space):
        SearchWord.objects.create(space=group.space, word="mirabelliers")
    assert ask(group.bob.person, "mirabelliars").meant == "mirabellier"


@pytest.mark.parametrize("typed", ["Oumar Dialo", "Oumr Diallo", "Diallo Oumar", "oumar", "Omuar", "dialllo", "OUMAR"])
def test_a_name_with_a_slip_finds_the_person(group: Group, typed: str) -> None:
    make_member(group.space, make_person("Oumar Diallo"))
    make_member(group.space, make_person("Anne-Lise Le Goff"))
    indexing.index_space(group.space)
    answer = ask(group.bob.person, typed)
    names = ["".join(piece.text for piece in hit.title) for hit in (*answer.hits, *answer.people)]
    assert names == ["Oumar Diallo"]


def test_nobody_is_found_who_is_in_another_group(group: Group) -> None:
    make_member(make_space("Ailleurs"), make_person("Oumar Diallo"))
    make_member(group.space, make_person("Anne Roux"))
    actions.voice(by=group.alice, draft=actions.Draft(title="Rozzi", concerned="Tous"))
    indexing.index_everything()
    # Two slips in a short name are another name; a decision is nobody's name.
    assert list(ask(group.bob.person, "rozz").people) == []
    for typed in ("Oumar Diallo", "Oumar Dialo"):
        answer = ask(group.bob.person, typed)
        assert (answer.total, list(answer.people), answer.meant) == (0, [], "")


def test_a_name_is_a_pseudonym_once_one_left_under_it(group: Group) -> None:
    written(group.bob, ["Le potager d’en bas"])
    actions.leave(member=group.bob, shown_as="Une voisine")
    indexed()
    assert [hit.by for hit in ask(group.alice.person, "potager").hits] == ["Une voisine"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_any_slip_can_be_asked(group: Group, words: str) -> None:
    indexing.index_space(group.space)
    ask(group.alice.person, f"{words} mirabolles")
