"""The papers of a legal entity: who sees them, what is missing on which day, what is told before it is too late."""

import datetime as dt
from io import BytesIO

import pytest

from commun.bids.actions.papers import SheetWords, add_paper, answer_for_entity, remove_paper, write_entity_sheet
from commun.bids.actions.papers_data import erase_papers, export_papers
from commun.bids.actions.papers_reminders import forget_removed, remind
from commun.bids.models import Bid, EntitySheet, VaultPaper
from commun.bids.queries.dossier import dossier_of
from commun.bids.queries.papers_news import things_to_do
from commun.bids.tasks import papers as tasks
from commun.core import scope
from commun.core.errors import Refused
from commun.core.models import Fact, KeptFile, OutgoingMail
from commun.core.urls import here
from tests.bids.vault_worlds import TODAY, at, keep, lead, sent
from tests.bids.worlds import make_bid
from tests.core.test_files import BAD, PDF
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]


def states(bid: Bid, name: str) -> dict[str, str]:
    (one,) = [each for each in dossier_of(bid).entities if each.entity.name == name]
    return {line.kind: line.state.value for line in one.lines}


def test_each_entity_is_told_what_is_missing_or_ends_too_early(two_entities: Group, shared_bid: Bid) -> None:
    keep(two_entities.alice, "vigilance", dt.date(2026, 5, 16))
    keep(two_entities.alice, "registration", dt.date(2026, 9, 1), content=PDF + b"2")
    keep(two_entities.alice, "insurance", dt.date(2026, 1, 1), dt.date(2027, 12, 31), PDF + b"3")
    found = states(shared_bid, "Les Artisans du lien")
    assert (found["vigilance"], found["registration"], found["insurance"]) == ("expired", "too_short", "valid")
    assert states(shared_bid, "Boussole")["vigilance"] == "missing"
    # Below 5,000 EUR nobody asks for it.
    shared_bid.price_cents = 499_999
    assert states(shared_bid, "Boussole")["vigilance"] == "not_asked"
    keep(two_entities.alice, "vigilance", dt.date(2026, 11, 10), content=PDF + b"4")
    assert states(shared_bid, "Les Artisans du lien")["vigilance"] == "valid"


@pytest.mark.usefixtures("told_ten_times")
def test_a_mail_at_thirty_days_at_seven_and_once_it_is_over_each_once(two_entities: Group) -> None:
    keep(two_entities.alice, "vigilance", dt.date(2026, 6, 20))  # good until 19 December
    told = {}
    for day in (TODAY, dt.date(2026, 11, 19), dt.date(2026, 11, 20), dt.date(2026, 12, 12), dt.date(2026, 12, 20)):
        with at(day):
            told[day.isoformat()] = remind()
            assert remind() == 0
    assert told == {"2026-11-16": 0, "2026-11-19": 1, "2026-11-20": 0, "2026-12-12": 1, "2026-12-20": 1}
    assert {mail.to for mail in OutgoingMail.objects.filter(key__startswith="bids.paper")} == {
        two_entities.alice.person.email
    }
    with at(dt.date(2026, 12, 1)):
        (item,) = [each for each in things_to_do(two_entities.alice.person) if each.key.startswith("bids.paper:")]
        assert item.due_on == dt.date(2026, 12, 19)
        # A new one ends the matter.
        keep(two_entities.alice, "vigilance", dt.date(2026, 11, 30), content=PDF + b"2")
        assert not [each for each in things_to_do(two_entities.alice.person) if each.key.startswith("bids.paper:")]


def test_the_night_sends_the_letter_and_the_page_of_things_to_do_says_it(
    two_entities: Group, client: GateClient
) -> None:
    keep(two_entities.alice, "vigilance", dt.date(2026, 5, 20))  # good until 19 November
    with at(dt.date(2026, 11, 20)):
        tasks.remind_papers(timestamp=0)
        client.force_login(two_entities.alice.person)
        page = client.get(here(two_entities.space.slug, "governance:todo")).content.decode()
    (mail,) = OutgoingMail.objects.filter(key__startswith="bids.paper:")
    vault = here(two_entities.space.slug, "bids:vault", siren="732829320")
    assert mail.to == two_entities.alice.person.email
    assert vault in mail.text
    assert f'href="{vault}"' in page


def test_who_leads_is_told_what_the_answer_lacks(two_entities: Group, shared_bid: Bid) -> None:
    with at(dt.date(2026, 12, 8)):
        assert remind() == 1
        assert remind() == 0
    (mail,) = OutgoingMail.objects.filter(key__startswith="bids.lacking")
    assert mail.to == two_entities.alice.person.email
    assert "Boussole : " in mail.text
    items = [each for each in things_to_do(two_entities.alice.person) if each.key.startswith("bids.papers:")]
    assert [each.due_on for each in items] == [dt.date(2026, 12, 15)]
    assert not list(things_to_do(two_entities.bob.person))


def test_papers_are_for_their_entity_and_for_who_leads_while_the_answer_runs(
    two_entities: Group, shared_bid: Bid, client: GateClient
) -> None:
    paper = keep(two_entities.bob, "bank", TODAY)
    dora = make_member(two_entities.space, make_person("Dora"))
    vault = here(two_entities.space.slug, "bids:vault", siren="404833048")
    take = here(two_entities.space.slug, "bids:take-paper", paper=paper.ref)
    seen = {}
    for member in (two_entities.bob, two_entities.alice, dora):
        client.force_login(member.person)
        response = client.post(take)
        seen[member.name] = (client.get(vault).status_code, response.status_code)
        if response.status_code == 200:
            assert b"".join(response.streaming_content) == PDF
    assert seen == {"Bob Durand": (200, 200), "Alice Martin": (200, 200), "Dora": (404, 404)}
    with scope.use(two_entities.space):
        # Alice is told in the journal, by reference only; Bob read his own.
        (fact,) = Fact.objects.filter(name="bids.paper.read")
        assert (fact.person_id, fact.data) == (two_entities.alice.person_id, {"paper": paper.ref, "kind": "bank"})
    Bid._base_manager.filter(pk=shared_bid.pk).update(stage=Bid.Stage.LOST)
    client.force_login(two_entities.alice.person)
    assert client.get(vault).status_code == client.post(take).status_code == 404
    assert client.get(take).status_code in (404, 405)


def test_a_paper_has_versions_and_is_not_kept_twice(two_entities: Group) -> None:
    first = keep(two_entities.bob, "tax", dt.date(2026, 2, 1))
    assert keep(two_entities.bob, "tax", dt.date(2026, 2, 1)) == first
    second = keep(two_entities.bob, "tax", dt.date(2026, 3, 1), content=PDF + b"2")
    assert (first.version, second.version) == (1, 2)
    remove_paper(by=two_entities.bob, paper=second)
    remove_paper(by=two_entities.bob, paper=second)
    with scope.use(two_entities.space):
        assert Fact.objects.filter(name="bids.paper.removed").count() == 1
        assert KeptFile.objects.count() == 2
        with at(dt.date(2027, 3, 1)):
            assert forget_removed() == 1
        assert list(VaultPaper.objects.all()) == [first]
        assert KeptFile.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "made_on", "until", "words"),
    [
        ("vigilance", dt.date(2026, 11, 17), None, "after today"),
        ("vigilance", dt.date(1990, 1, 1), None, "thirty years"),
        ("insurance", TODAY, None, "until when"),
        ("insurance", TODAY, dt.date(2026, 11, 1), "must come after"),
        ("insurance", TODAY, dt.date(9999, 12, 31), "must come after"),
        ("nonsense", TODAY, None, "no such paper"),
    ],
)
def test_dates_that_cannot_be_are_refused(
    two_entities: Group, kind: str, made_on: dt.date, until: dt.date | None, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        keep(two_entities.bob, kind, made_on, until)
    with scope.use(two_entities.space):
        assert not KeptFile.objects.exists()


def test_somebody_elses_entity_cannot_be_written(two_entities: Group) -> None:
    entity = two_entities.bob.person.legal_entity
    assert entity is not None
    for act in (
        lambda: add_paper(by=two_entities.alice, entity=entity, kind="bank", made_on=TODAY, until=None, sent=sent()),
        lambda: write_entity_sheet(by=two_entities.alice, entity=entity, words=SheetWords()),
        lambda: answer_for_entity(by=two_entities.alice, entity=entity, answers={"x": True}),
    ):
        with pytest.raises(Refused, match="for its members"):
            act()


def test_the_form_keeps_what_was_said_and_says_what_is_wrong(two_entities: Group, client: GateClient) -> None:
    client.force_login(two_entities.bob.person)
    url = here(two_entities.space.slug, "bids:add-paper", siren="404833048")
    good = {"kind": "bank", "made_on": "2026-11-10", "until": ""}
    for file, words in (
        (BytesIO(b"<svg onload='x'/>"), "peut contenir des programmes"),
        (BytesIO(b"MZ\x90"), "pas d’une sorte gardée ici"),
        (BytesIO(BAD["hidden macros"][0]), "contient des macros"),
        (BytesIO(BAD["bomb by ratio"][0]), "deviendrait énorme"),
        (BytesIO(BAD["bomb in a bomb"][0]), "contient d’autres fichiers compressés"),
        (None, "obligatoire"),
    ):
        if file is not None:
            file.name = "a/b\\rib.pdf"
        response = client.post(url, good | ({"file": file} if file else {}))
        assert response.status_code == 422
        assert words in response.content.decode()
        assert "2026-11-10" in response.content.decode()
    with scope.use(two_entities.space):
        assert not VaultPaper.objects.exists()
    file = BytesIO(PDF)
    file.name = "../🎉 RIB\u202efdp.exe"
    assert client.post(url, good | {"file": file}).status_code == 302
    with scope.use(two_entities.space):
        assert VaultPaper.objects.get().file.name == "🎉 RIBfdp.pdf"


def test_a_yes_opens_the_questions_under_it(two_entities: Group, client: GateClient) -> None:
    client.force_login(two_entities.bob.person)
    key = "C2_EG_corruption/QG1/Q1"
    grounds = here(two_entities.space.slug, "bids:espd-grounds", siren="404833048")
    assert "checked" not in client.get(grounds).content.decode()
    assert client.post(grounds, {key: "oui", "C1_EG_crime-org/QG1/Q1": "non"}).status_code == 302
    page = client.get(here(two_entities.space.slug, "bids:espd-criteria", siren="404833048")).content.decode()
    assert "Corruption" in page
    url = here(two_entities.space.slug, "bids:espd-criterion", siren="404833048", code="corruption")
    period = "C2_EG_corruption/QG1/QSG1/Q4"
    wrong = client.post(url, {key: "oui", f"{period}:du": "2026-01-02", f"{period}:au": "2026-01-01"})
    assert wrong.status_code == 422
    right = {
        key: "oui",
        f"{period}:du": "2026-01-01",
        f"{period}:au": "2026-12-31",
        "C2_EG_corruption/QG1/QSG1/Q2": "Amende",
    }
    assert client.post(url, right).status_code == 302
    start = "C29_SC_gen-year-to/RG1/RSG1/QSG2"
    years = {f"{start}~2/Q1": "2025-01-01/2025-12-31", f"{start}/Q2": 1_000_00}
    entity = two_entities.bob.person.legal_entity
    assert entity is not None
    answer_for_entity(by=two_entities.bob, entity=entity, answers=years)
    turnover = here(two_entities.space.slug, "bids:espd-criterion", siren="404833048", code="gen-year-to")
    page = client.get(f"{turnover}?encore=1").content.decode()
    assert "QSG2~3/Q2" in page
    # One more line takes nothing from those that are there.
    assert 'value="2025-01-01"' in page
    with scope.use(two_entities.space):
        answers = EntitySheet.objects.get().answers
    assert answers[period] == "2026-01-01/2026-12-31"
    assert answers["C1_EG_crime-org/QG1/Q1"] is False
    assert "C3_EG_fraud/QG1/Q1" not in answers


def test_a_person_takes_away_what_they_sent_and_leaves_no_name_behind(two_entities: Group) -> None:
    bob = two_entities.bob
    entity = bob.person.legal_entity
    assert entity is not None
    paper = keep(bob, "bank", TODAY)
    words = SheetWords(contact="Bob Durand", email="bob@exemple.test", first_name="Bob", family_name="Durand")
    write_entity_sheet(by=bob, entity=entity, words=words)
    assert [line["file"] for line in export_papers(bob.person)] == ["attestation.pdf"]
    erase_papers(bob.person)
    with scope.use(two_entities.space):
        sheet = EntitySheet.objects.get()
        assert KeptFile.objects.get().person_id is None
        assert VaultPaper.objects.get() == paper
    assert (sheet.contact, sheet.email, sheet.first_name, sheet.family_name) == ("", "", "", "")


def test_what_waits_costs_the_same_for_two_answers_and_for_six(two_entities: Group) -> None:
    alice = two_entities.alice

    def more(count: int) -> None:
        for _each in range(count):
            lead(make_bid(alice), alice)

    assert_flat(more, lambda: list(things_to_do(alice.person)), 2, 6)
    assert len([each for each in things_to_do(alice.person) if each.key.startswith("bids.papers:")]) == 6


def test_a_postcode_and_a_telephone_number_are_what_they_say(two_entities: Group, client: GateClient) -> None:
    client.force_login(two_entities.bob.person)
    url = here(two_entities.space.slug, "bids:entity-sheet", siren="404833048")
    entity = two_entities.bob.person.legal_entity
    assert entity is not None
    for name, wrong in (
        ("postcode", ("🙂", "NaN", "-1", "3500", "350000", "٣٥٠٠٠")),
        ("phone", ("0001-01-01", "-1", "NaN", "🙂", "1" * 30, "0299+000000", "٠٢٩٩٠٠٠٠٠٠")),
    ):
        for said in wrong:
            assert client.post(url, {name: said}).status_code == 422, said
            with pytest.raises(Refused):
                write_entity_sheet(by=two_entities.bob, entity=entity, words=SheetWords(**{name: said}))
    for said in ("02 99 00 00 00", "+33 (0)2.99.00.00.00", "02-99-00-00-00", ""):
        assert client.post(url, {"postcode": "35 000", "phone": said}).status_code == 302, said
        with scope.use(two_entities.space):
            row = EntitySheet.objects.get()
        assert (row.postcode, row.phone) == ("35000", said)


def test_the_questions_of_the_declarations_have_french_spaces(two_entities: Group, client: GateClient) -> None:
    client.force_login(two_entities.bob.person)
    places = [here(two_entities.space.slug, "bids:espd-grounds", siren="404833048")]
    places += [here(two_entities.space.slug, "bids:espd-criterion", siren="404833048", code="corruption")]
    for place in places:
        page = client.get(place).content.decode()
        assert "\u202f?" in page
        assert " ?" not in page.partition("<main")[2].partition("</main>")[0]
