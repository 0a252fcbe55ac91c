"""The folder of an answer: forms filled and never signed (B7), European documents (B4), one ZIP, the same bytes."""

import datetime as dt
import hashlib
import io
import re
import zipfile
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from commun.bids import folder_file
from commun.bids.actions import ShareSheet, write_share_line
from commun.bids.actions.folders import (
    add_bid_file,
    ask_folder,
    build_folder,
    make_folder,
    remove_bid_file,
    write_subcontract,
)
from commun.bids.actions.papers import SheetWords, answer_for_entity, write_entity_sheet
from commun.bids.models import Bid, BidFile, Subcontract, SubmissionFolder, TeamPart
from commun.bids.queries.dossier import dossier_of, operators_of
from commun.bids.queries.readiness import readiness_of
from commun.core import clock, files, scope
from commun.core.errors import Refused
from commun.core.models import Fact, KeptFile
from commun.core.urls import here
from commun.people.models import LegalEntity
from tests.bids.vault_worlds import TODAY, employ, keep, sent
from tests.bids.worlds import join, make_entity
from tests.core.test_files import PDF
from tests.support.client import GateClient
from tests.support.queries import assert_flat, at_most
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]
SIRENS = {"732829320": "group-lead", "404833048": "group-mem", "552100554": "subcont"}


@pytest.fixture
def whole(two_entities: Group, shared_bid: Bid) -> Bid:
    """A lead, a co-contractor and a subcontractor, with their sheets, papers, shares and the files of the offer."""
    helper = make_member(two_entities.space, make_person("Karim"))
    employ(helper, make_entity(2, "Studio Graphique"))
    join(shared_bid, helper)
    with scope.use(two_entities.space):
        TeamPart.objects.filter(membership=helper).update(standing=TeamPart.Standing.SUBCONTRACTOR)
        parts = {part.membership_id: part for part in TeamPart.objects.filter(bid=shared_bid)}
    for member in (two_entities.alice, two_entities.bob, helper):
        entity = member.person.legal_entity
        assert entity is not None
        words = SheetWords("12 rue de l’Été", "35000", "Rennes", "a@exemple.test", size="small", headcount=12,
                           first_name="Claire", family_name="Le Gall", capacity="gérante")  # fmt: skip
        write_entity_sheet(by=member, entity=entity, words=words)
        answer_for_entity(by=member, entity=entity, answers={"C2_EG_corruption/QG1/Q1": False})
        write_share_line(
            by=two_entities.alice,
            bid=shared_bid,
            sheet=ShareSheet(f"Part de {member.name}", parts[member.pk], "", None, 500_000),
        )
    assert helper.person.legal_entity is not None
    write_subcontract(
        by=two_entities.bob, bid=shared_bid, entity=helper.person.legal_entity, months=6, has_personal_data=False
    )
    keep(two_entities.alice, "vigilance", TODAY)
    keep(two_entities.bob, "vigilance", TODAY.replace(month=1))  # out of date: it stays out
    add_bid_file(by=two_entities.bob, bid=shared_bid, use="price", sent=sent(PDF + b"p", "Bordereau « été ».pdf"))
    return shared_bid


def archive_of(folder: SubmissionFolder) -> zipfile.ZipFile:
    assert folder.file is not None
    return zipfile.ZipFile(io.BytesIO(files.path_of(folder.file).read_bytes()))


def words_in(content: bytes, name: str) -> str:
    if name.endswith(".pdf"):
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    else:
        text = "".join(ET.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("content.xml")).itertext())  # noqa: S314
    return re.sub(r"[\s\u200b]+", " ", text)


def test_the_folder_holds_everything_under_names_that_platforms_take(two_entities: Group, whole: Bid) -> None:
    archive = archive_of(build_folder(by=two_entities.alice, bid=whole))
    names = archive.namelist()
    assert names[0] == "LISEZMOI.txt"
    assert names[-1] == "MANIFESTE.txt"
    assert [name for name in names if "Attestation" in name] == [
        "1_Candidature/1_732829320/Attestation_vigilance_732829320.pdf"
    ]
    assert "2_Offre/Prix_Bordereau_ete.pdf" in names
    for name in names:
        assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,95}(\.[a-z0-9]{2,4})?", step) for step in name.split("/")), name
        assert name.rpartition("/")[2].count(".") == 1
    rows = [line.split() for line in archive.read("MANIFESTE.txt").decode().splitlines()[1:]]
    assert [row[2] for row in rows] == names[:-1]
    for digest, size, name in rows:
        content = archive.read(name)
        assert (hashlib.sha256(content).hexdigest(), str(len(content))) == (digest, size)


def test_each_entity_has_its_forms_and_its_role(two_entities: Group, whole: Bid) -> None:
    archive = archive_of(build_folder(by=two_entities.alice, bid=whole))
    for rank, (siren, role) in enumerate(SIRENS.items(), 1):
        place = f"1_Candidature/{rank}_{siren}"
        root = ET.fromstring(archive.read(f"{place}/DUME_{siren}.xml"))  # noqa: S314
        assert [one.text for one in root.iter() if one.tag.endswith("}RoleCode")] == [role]
        form = "DC4" if role == "subcont" else "DC2"
        assert {f"{place}/{form}_{siren}.pdf", f"{place}/{form}_{siren}.odt"} <= set(archive.namelist())


SECTIONS = {
    "1_Candidature/DC1": "ABCDEFG",
    "Signatures": "ABC",
    "1_Candidature/1_732829320/DC2_732829320": "ABCDEFGH",
    "1_Candidature/3_552100554/DC4_552100554": "ABCDEFGHIJKLM",
}


@pytest.mark.parametrize("path", SECTIONS)
def test_every_section_is_read_in_the_pdf_and_in_the_odt_and_nothing_is_signed(
    two_entities: Group,
    whole: Bid,
    path: str,
) -> None:
    archive = archive_of(build_folder(by=two_entities.alice, bid=whole))
    for name in (f"{path}.pdf", f"{path}.odt"):
        words = words_in(archive.read(name), name)
        for letter in SECTIONS[path]:
            assert f" {letter} – " in f" {words}" or f"{letter} – " in words, (name, letter)
        assert "non signé" in words
        assert "[X] Le candidat, ou chaque membre" not in words
        assert "732 829 320" in words
    if path == "Signatures":
        assert "Claire Le Gall" in words
        assert "DC4 de " in words
        assert "Habilitation donnée au mandataire" in words
    if "DC4" in path:
        assert "Durée des prestations sous-traitées" in words
        assert "5 000,00 €" in words
        assert "6 mois" in words


def test_a_frozen_answer_has_one_folder_always_the_same(two_entities: Group, whole: Bid) -> None:
    build_folder(by=two_entities.alice, bid=whole)
    before = build_folder(by=two_entities.alice, bid=whole)
    with scope.use(two_entities.space):
        # Of folders to look at, the last one only is kept.
        assert KeptFile.objects.filter(kind="zip").count() == 1
    Bid._base_manager.filter(pk=whole.pk).update(stage=Bid.Stage.FROZEN, frozen_at=clock.now())
    whole.refresh_from_db()
    first = build_folder(by=two_entities.alice, bid=whole)
    with clock.stopped(clock.now() + dt.timedelta(minutes=1)):
        keep(two_entities.alice, "bank", TODAY)
    again = ask_folder(by=two_entities.alice, bid=whole)
    assert first == again != before
    # The page tells of the file, and of what came too late for it.
    [shown, *_] = dossier_of(whole).entities
    assert [paper.kind for paper in shown.late] == ["bank"]
    assert "bank" not in [line.kind for line in shown.lines if line.paper is not None]
    # Made once more from nothing: the same bytes, without the paper that came later.
    with scope.use(two_entities.space):
        SubmissionFolder.objects.filter(pk=first.pk).update(file=None, state="waiting")
    with clock.stopped(clock.now().replace(month=12)):
        later = make_folder(folder=first)
    assert later.file is not None
    assert first.file is not None
    assert later.file.digest == first.file.digest
    with pytest.raises(Refused, match="frozen"):
        add_bid_file(by=two_entities.bob, bid=whole, use="price", sent=sent())


def test_the_folder_is_for_who_leads_and_files_for_the_team(
    two_entities: Group,
    whole: Bid,
    client: GateClient,
) -> None:
    folder = build_folder(by=two_entities.alice, bid=whole)
    with scope.use(two_entities.space):
        price = BidFile.objects.get()
    dora = make_member(two_entities.space, make_person("Dora"))
    places = [
        here(two_entities.space.slug, "bids:dossier", bid=whole.ref),
        here(two_entities.space.slug, "bids:take-folder", folder=folder.ref),
        here(two_entities.space.slug, "bids:bid-file", bid_file=price.ref),
        here(two_entities.space.slug, "bids:document", bid=whole.ref, form="dc1", extension="pdf"),
        here(two_entities.space.slug, "bids:document", bid=whole.ref, form="dc2-732829320", extension="odt"),
        here(two_entities.space.slug, "bids:document", bid=whole.ref, form="dume-404833048", extension="xml"),
        here(two_entities.space.slug, "bids:document", bid=whole.ref, form="dc9-404833048", extension="pdf"),
    ]
    seen = {}
    for member in (two_entities.alice, two_entities.bob, dora):
        client.force_login(member.person)
        seen[member.name] = [client.get(place).status_code for place in places]
    assert seen == {
        "Alice Martin": [200, 200, 200, 200, 200, 200, 404],
        "Bob Durand": [200, 404, 200, 200, 404, 200, 404],
        "Dora": [404] * 7,
    }
    client.force_login(two_entities.bob.person)
    page = client.get(places[0]).content.decode()
    assert "reponses/pieces/" not in page
    with pytest.raises(Refused, match="mène ou dépose"):
        ask_folder(by=two_entities.bob, bid=whole)


def test_each_lot_has_its_european_document_on_the_page(two_entities: Group, whole: Bid, client: GateClient) -> None:
    Bid._base_manager.filter(pk=whole.pk).update(lots=["2", "Lot B"])
    client.force_login(two_entities.bob.person)
    page = client.get(here(two_entities.space.slug, "bids:dossier", bid=whole.ref)).content.decode()
    links = [link for link in re.findall(r'href="([^"]+)"', page) if "dume-" in link]
    assert [link.rpartition("/")[2] for link in links] == ["dume-404833048-1.xml", "dume-404833048-2.xml"]
    for link, lot, other in zip(links, ("LOT-0002", "Lot B"), ("Lot B", "LOT-0002"), strict=True):
        content = client.get(link).content.decode()
        assert f">{lot}<" in content
        assert f">{other}<" not in content
    for place in ("3", "0", "x", "²", "1-1"):
        wrong = links[0].replace("-1.xml", f"-{place}.xml")
        assert client.get(wrong).status_code == 404


def test_the_page_asks_and_tells_how_far_it_is(
    two_entities: Group,
    whole: Bid,
    client: GateClient,
    queue: None,
    transactional_db: None,
) -> None:
    client.force_login(two_entities.alice.person)
    url = here(two_entities.space.slug, "bids:dossier", bid=whole.ref)
    make = here(two_entities.space.slug, "bids:make-folder", bid=whole.ref)
    for _turn in "ab":
        assert client.post(make).status_code == 302
    with scope.use(two_entities.space):
        folder = SubmissionFolder.objects.get()
        SubmissionFolder.objects.update(state="building", whole_count=9, done_count=4)
    assert 'hx-trigger="every 3s"' in client.get(url).content.decode()
    make_folder(folder=folder)
    page = client.get(url).content.decode()
    assert "SHA-256" in page
    assert "every 3s" not in page
    with scope.use(two_entities.space):
        assert Fact.objects.filter(name="bids.folder.made").count() == 1


def test_a_file_that_is_lost_is_told_and_asked_again(two_entities: Group, whole: Bid) -> None:
    with scope.use(two_entities.space):
        lost = KeptFile.objects.get(name__startswith="Bordereau")
    place = files.path_of(lost)
    content = place.read_bytes()
    place.unlink()
    folder = ask_folder(by=two_entities.alice, bid=whole)
    with pytest.raises(Exception):  # noqa: B017
        make_folder(folder=folder)
    folder.refresh_from_db()
    assert (folder.state, "Ask for it again" in folder.trouble) == ("failed", True)
    place.write_bytes(content)
    assert build_folder(by=two_entities.alice, bid=whole).state == "ready"


def test_who_leads_comes_first_and_subcontractors_last(two_entities: Group, whole: Bid) -> None:
    assert {one.entity.siren: one.role.value for one in operators_of(whole)} == SIRENS


def test_how_long_a_subcontractor_works_is_asked_in_a_form(two_entities: Group, whole: Bid, client: GateClient) -> None:
    client.force_login(two_entities.bob.person)
    url = here(two_entities.space.slug, "bids:subcontract", bid=whole.ref, siren="552100554")
    assert 'value="6"' in client.get(url).content.decode()
    for months in ("0", "-3", "1e3", "999999999999", "six"):
        assert client.post(url, {"months": months}).status_code == 422
    assert client.post(url, {"months": "9", "has_personal_data": "oui"}).status_code == 302
    with scope.use(two_entities.space):
        row = Subcontract.objects.get()
    assert (row.months, row.has_personal_data) == (9, True)
    # The lead is no subcontractor.
    wrong = here(two_entities.space.slug, "bids:subcontract", bid=whole.ref, siren="732829320")
    assert client.get(wrong).status_code == 404


def test_what_the_folder_lacks_is_said_before_one_freezes(two_entities: Group, whole: Bid) -> None:
    said = readiness_of(whole).warnings
    assert "14 papers are missing or would be out of date: see the folder." in said
    assert "No price is in the folder." not in said
    with scope.use(two_entities.space):
        remove_bid_file(by=two_entities.bob, file=BidFile.objects.select_related("bid__space", "bid__notice").get())
    assert "No price is in the folder." in readiness_of(whole).warnings


def test_a_file_is_added_once_and_taken_out_once(two_entities: Group, whole: Bid) -> None:
    row = add_bid_file(by=two_entities.alice, bid=whole, use="other", sent=sent(PDF + b"9"))
    assert add_bid_file(by=two_entities.bob, bid=whole, use="other", sent=sent(PDF + b"9")) == row
    remove_bid_file(by=two_entities.bob, file=row)
    remove_bid_file(by=two_entities.alice, file=row)
    with scope.use(two_entities.space):
        assert Fact.objects.filter(name="bids.file.removed").count() == 1
    with pytest.raises(Refused, match="what this file is"):
        add_bid_file(by=two_entities.alice, bid=whole, use="virus", sent=sent())


@given(st.lists(st.tuples(st.text(max_size=30), st.binary(max_size=50)), max_size=6), st.datetimes())
def test_any_names_and_any_moment_make_a_folder_that_opens(told: list[tuple[str, bytes]], at: Any) -> None:
    entries = folder_file.apart(
        [folder_file.entry("1_Candidature", name, "pdf", folder_file.made_of(content)) for name, content in told]
    )
    made = []
    for _turn in "ab":
        out = BytesIO()
        folder_file.write(out, entries, clock.now() if at.year < 2 else at.replace(tzinfo=clock.PARIS))
        made.append(out.getvalue())
    assert made[0] == made[1]
    with zipfile.ZipFile(io.BytesIO(made[0])) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(told) + 1 == len({name.lower() for name in names})
        assert [archive.read(name) for name in names[:-1]] == [content for _name, content in told]


def test_the_page_costs_the_same_for_two_entities_and_for_eight(
    two_entities: Group, shared_bid: Bid, client: GateClient
) -> None:
    def more(count: int) -> None:
        with scope.use(two_entities.space):
            for _each in range(count):
                number = LegalEntity.objects.count()
                entity = LegalEntity.objects.create(siren=f"{number:09}", name=f"Entité {number}")
                TeamPart.objects.create(
                    space=two_entities.space, bid=shared_bid, outside_name="Dehors",
                    outside_email=f"{number}@exemple.test",
                    entity=entity, state="joined", asked_by=two_entities.alice, asked_at=clock.now(),
                )  # fmt: skip

    client.force_login(two_entities.alice.person)
    url = here(two_entities.space.slug, "bids:dossier", bid=shared_bid.ref)
    assert_flat(more, lambda: client.get(url), 2, 8)
    with at_most(25):
        client.get(url)
