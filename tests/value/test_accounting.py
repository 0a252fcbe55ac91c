"""The cooperative's side: numbers, entries of a period, internal invoices, drafts; nothing moves money (V5-V9)."""

import csv
import datetime as dt
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commun.algo.accounting import fec, sage
from commun.algo.sharing import Base, Kind, Place, Step, written
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance.models import Collective
from commun.people.models import LegalEntity
from commun.value.actions import accounting as actions
from commun.value.actions import accounting_data, closing, invoice_drafts, money, sharings
from commun.value.actions.accounting import PlanSheet
from commun.value.actions.invoice_drafts import DraftSheet
from commun.value.models import Distribution, InvoiceDraft, InvoiceMark, JointWork, Transfer
from commun.value.queries import accounting as queries
from commun.value.queries import book_files
from commun.value.queries.internal_invoices import HEADERS, internal_invoices
from commun.value.queries.invoice_drafts import lacking, start_from, terms_of
from commun.value.queries.standings import all_standings
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group, make_member, make_person, make_space
from tests.value.adopted import adopt_key
from tests.value.works import receive, work_of

pytestmark = pytest.mark.usefixtures("in_english")
DAY = dt.timedelta(days=1)
KEY = written((Step(Kind.PERCENT, rate=1000, base=Base.GROSS, place=Place.POT), Step(Kind.EQUAL, rate=10_000)))


def says(page: str, *sentences: str) -> bool:
    """One of them, whatever catalogue is there."""
    return any(sentence in page for sentence in sentences)


@pytest.fixture
def entity(group: Group) -> LegalEntity:
    found = LegalEntity.objects.create(siren="732829320", name="Les Grands Chemins", town="Nantes")
    Collective.objects.filter(pk=group.space.pk).update(cooperative=found)
    return found


@pytest.fixture
def shared(group: Group, entity: LegalEntity) -> Distribution:
    """1 000,02 € came in, 100 € were kept, the rest was shared; Bob was paid 5 €."""
    adopt_key(group, KEY)
    work = work_of(group, "=Concertation\tà 2 €", entity=entity)
    receive(work, group.alice, 100_002, kept=10_000, label="Acompte")
    seen = sharings.prepared_for(work).fingerprint
    row = sharings.share_out(by=group.alice, work=work, seen=seen)
    owed = money.of_person(money.book_of(group.space), group.bob)
    closing.pay_out(by=group.alice, account=owed, paid=closing.Paid(500, clock.today()))
    return row


def wanted(group: Group, entity: LegalEntity, work: JointWork | None = None) -> list[Any]:
    today = clock.today()
    period = queries.Wanted(today - 90 * DAY, today, entity, work)
    return queries.entries_of(money.book_of(group.space), period)


def test_each_line_of_the_book_is_one_balanced_entry_with_its_numbers(
    group: Group, entity: LegalEntity, shared: Distribution
) -> None:
    sheet = PlanSheet(analytic="COL-1", contribution="628100")
    actions.write_plan(by=group.alice, entity=entity, sheet=sheet)
    actions.write_activity_codes(by=group.alice, codes={group.bob: ("BOB01", "Bob conseil")})
    found = wanted(group, entity)
    told = [[(leg.account, leg.debit, leg.credit, leg.analytic) for leg in entry.legs] for entry in found]
    parts = shared.result["now"]
    assert told[0] == [("411000", 100_002, 0, "COL-1"), ("706000", 0, 100_002, "COL-1")]
    assert told[1] == [("628100", 10_000, 0, "COL-1"), ("467000", 0, 10_000, "COL-1")]
    assert sorted(legs[1][2] for legs in told[2:-1]) == sorted(parts.values())
    assert {legs[0][0] for legs in told[2:-1]} == {"604000"}
    assert told[-1] == [("467000", 500, 0, "BOB01"), ("512000", 0, 500, "")]
    # A title that a spreadsheet would compute, and a tab: neither reaches the file.
    lines = fec(found).decode("iso-8859-15").splitlines()
    assert {line.count("\t") for line in lines} == {17}
    assert lines[1].split("\t")[10] == "'=Concertation à 2 ¤ - Acompte".replace(" ¤ - ", " € · ")
    assert sage(found).count(b'"A"') == 2 * len(found[:-1]) + 1
    assert len(wanted(group, entity, shared.work)) == len(found) - 1
    with at_most(14) as few:
        wanted(group, entity)
    for _more in range(9):
        receive(shared.work, group.alice, 7)
    with at_most(14) as many:
        assert len(wanted(group, entity)) == len(found) + 9
    assert len(few) == len(many)


def test_a_line_is_in_the_file_of_one_legal_entity_only(
    group: Group, entity: LegalEntity, shared: Distribution
) -> None:
    other = LegalEntity.objects.create(siren="552081317", name="Une autre")
    receive(work_of(group, "Ailleurs", entity=other), group.alice, 300)
    receive(work_of(group, "Sans personne"), group.alice, 70)
    pieces = [{entry.piece for entry in wanted(group, one)} for one in (entity, other)]
    assert pieces[0] & pieces[1] == set()
    with scope.use(group.space):
        assert len(pieces[0] | pieces[1]) == Transfer.objects.count()
    assert [entry.legs[0].debit for entry in wanted(group, other)] == [300]


def test_internal_invoices_follow_the_sharing_and_are_noted_without_moving_anything(
    group: Group, entity: LegalEntity, shared: Distribution, client: GateClient
) -> None:
    actions.write_activity_codes(by=group.alice, codes={group.bob: ("BOB01", "=Bob & Cie")})
    found = internal_invoices(group.space, [shared])
    assert {one.member.person.ref: one.amount for one in found} == {
        ref: cents for ref, cents in shared.result["now"].items() if not ref.startswith(":")
    }
    with scope.use(group.space):
        before = Transfer.objects.count()
    client.force_login(group.alice.person)
    page = here(group.space.slug, "value:internal-invoices", distribution=shared.ref)
    note = here(group.space.slug, "value:note-internal-invoice", distribution=shared.ref, member=group.bob.pk)
    for _twice in range(2):
        assert client.post(note, {"number": "FI-7"}).status_code == 302
    content = client.get(page).content.decode()
    assert says(content, "makes no invoice", "n’émet aucune facture")
    assert "FI-7" in content
    sheet = client.get(here(group.space.slug, "value:internal-invoices-csv", distribution=shared.ref)).content.decode()
    rows = list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff")), delimiter=";"))
    (row,) = [row for row in rows if row["code_compta"] == "BOB01"]
    assert tuple(row) == HEADERS
    assert (row["company"], row["type_"], row["official_number"]) == ("'=Bob & Cie", "internalinvoice", "FI-7")
    assert sum(round(float(row["cost"].replace(",", ".")) * 100) for row in rows) == sum(one.amount for one in found)
    with scope.use(group.space):
        assert InvoiceMark.objects.get().marked_by == group.alice
        assert client.post(note, {"undo": "1"}).status_code == 302
        assert not InvoiceMark.objects.exists()
        assert Transfer.objects.count() == before
    client.force_login(group.bob.person)
    client.post(note, {"number": "FI-8"})
    with scope.use(group.space):
        assert not InvoiceMark.objects.exists()


def test_who_invoices_from_another_entity_prepares_a_real_invoice(
    group: Group, entity: LegalEntity, shared: Distribution, client: GateClient
) -> None:
    other = LegalEntity.objects.create(siren="552081317", name="Bob & Cie")
    group.alice.person.legal_entity, group.bob.person.legal_entity = entity, other
    for member in (group.alice, group.bob):
        member.person.save()
    client.force_login(group.alice.person)
    page = client.get(here(group.space.slug, "value:internal-invoices", distribution=shared.ref)).content.decode()
    (address,) = re.findall(r'href="([^"]+\?partage=[^"]+)"', page)
    assert f"membre={group.bob.pk}" in address
    form = client.get(address.replace("&amp;", "&")).content.decode()
    for value in ("405,01", "Les Grands Chemins", entity.siren):
        assert f'value="{value}"' in form
    assert f'value="{other.pk}" selected' in form


def test_the_name_of_an_activity_is_exported_and_goes_with_its_person(group: Group) -> None:
    actions.write_activity_codes(by=group.alice, codes={group.bob: ("BOB01", "Bob conseil")})
    assert [list(row.values())[1:] for row in accounting_data.export(group.bob.person)] == [["BOB01", "Bob conseil"]]
    accounting_data.erase(group.bob.person)
    row = queries.codes_of(group.space)[group.bob.pk]
    assert (row.code, row.label) == ("BOB01", "")
    actions.write_activity_codes(by=group.alice, codes={group.bob: ("", "")})
    assert queries.codes_of(group.space) == {}


def test_numbers_and_codes_that_cannot_be_are_refused(group: Group, entity: LegalEntity, shared: Distribution) -> None:
    elsewhere = make_member(make_space("ailleurs"), make_person("Éloi"))
    newcomer = make_member(group.space, make_person("Noé"))
    refused: list[Any] = [
        lambda number=number: actions.write_plan(by=group.alice, entity=entity, sheet=PlanSheet(client=number))
        for number in ("", "41", "811000", "4110001234567", "411 000", "411000\t", "=41100", "🙂🙂🙂")
    ]
    refused += [
        lambda: actions.write_plan(by=group.alice, entity=entity, sheet=PlanSheet(analytic="=A1")),
        lambda: actions.write_plan(by=group.bob, entity=entity, sheet=PlanSheet()),
        lambda: actions.write_activity_codes(by=group.alice, codes={group.bob: ("A;B", "")}),
        lambda: actions.write_activity_codes(by=group.alice, codes={group.bob: ("A", "x" * 81)}),
        lambda: actions.write_activity_codes(by=group.alice, codes={elsewhere: ("A", "")}),
        lambda: actions.write_activity_codes(by=group.bob, codes={group.bob: ("A", "")}),
        lambda: actions.note_internal_invoice(by=group.alice, distribution=shared, member=newcomer),
        lambda: actions.note_internal_invoice(by=elsewhere, distribution=shared, member=group.bob),
    ]
    for act in refused:
        with pytest.raises(Refused):
            act()
    with scope.use(group.space):
        assert queries.plans_of(group.space) == []


def a_draft(work: JointWork, **other: Any) -> DraftSheet:
    return DraftSheet(**{"label": "Concertation", "amount": 333_333, "on": clock.today(), **other})


def test_a_draft_says_what_it_lacks_until_it_is_whole(group: Group, entity: LegalEntity, client: GateClient) -> None:
    work = work_of(group, "Concertation", entity=entity, client="Ville de Nantes")
    receive(work, group.alice, 333_333, label="Acompte")
    client.force_login(group.bob.person)
    page = client.get(here(group.space.slug, "value:new-draft", work=work.ref)).content.decode()
    assert 'value="3333,33"' in page
    assert 'value="Ville de Nantes"' in page
    start = start_from(work)
    sent = {"label": start["label"], "amount": "3333,33", "vat": "550", "on": clock.today().isoformat(),
            "seller": entity.pk, "buyer": "Ville de Nantes", "siren": "552 081 317"}  # fmt: skip
    for _twice in range(2):
        answer = client.post(here(group.space.slug, "value:new-draft", work=work.ref), sent)
        assert answer.status_code == 302
    with scope.use(group.space):
        row = InvoiceDraft.objects.get()
    page = client.get(answer["Location"]).content.decode()
    assert says(page, "without legal value", "sans valeur légale")
    assert says(page, "the electronic address of the client", "l’adresse électronique du client")
    rest = {"due_on": (clock.today() + 30 * DAY).isoformat(), "street": "1 rue X", "postcode": "44000",
            "town": "Nantes", "address": "552081317"}  # fmt: skip
    assert client.post(here(group.space.slug, "value:edit-draft", draft=row.ref), sent | rest).status_code == 302
    actions.write_plan(by=group.alice, entity=entity, sheet=PlanSheet(street="2 quai", postcode="44000", town="Nantes"))
    page = client.get(here(group.space.slug, "value:draft", draft=row.ref)).content.decode()
    assert says(page, "Nothing lacks", "Rien ne manque")
    for name, total in (
        ("cii", b"<ram:DuePayableAmount>3516.66<"),
        ("ubl", b'PayableAmount currencyID="EUR">3516.66<'),
    ):
        answer = client.get(here(group.space.slug, f"value:draft-{name}", draft=row.ref))
        assert total in answer.content
        assert "sans valeur légale" in answer.content.decode()
        assert answer["Content-Disposition"].endswith(f'-{name}.xml"')
    assert client.post(here(group.space.slug, "value:let-draft-go", draft=row.ref)).status_code == 302
    with scope.use(group.space):
        assert not InvoiceDraft.objects.exists()


def test_drafts_that_cannot_be_are_refused_and_a_stranger_sees_none(
    group: Group, entity: LegalEntity, client: GateClient
) -> None:
    work = work_of(group, entity=entity)
    today = clock.today()
    chloe = make_member(group.space, make_person("Chloé"))
    wrong: list[dict[str, Any]] = [
        {"amount": 0}, {"amount": -1}, {"amount": 10**12}, {"label": " "}, {"siren": "552081318"}, {"siren": "12"},
        {"address": "a b"}, {"on": today.replace(year=2099)}, {"on": today - 400 * DAY}, {"due_on": today - DAY},
        {"due_on": today.replace(year=2099)},
    ]  # fmt: skip
    for other in wrong:
        with pytest.raises(Refused):
            invoice_drafts.write_draft(by=group.alice, work=work, sheet=a_draft(work, **other))
    with pytest.raises(Refused, match="take part"):
        invoice_drafts.write_draft(by=chloe, work=work, sheet=a_draft(work))
    with scope.use(group.space):
        assert not InvoiceDraft.objects.exists()
    row = invoice_drafts.write_draft(by=group.alice, work=work, sheet=a_draft(work, label="🙂\x01 <b>"))
    assert "who invoices" in lacking(terms_of(row))
    client.force_login(group.chloe)
    for name in ("draft", "draft-cii", "draft-ubl", "edit-draft"):
        assert client.get(here(group.space.slug, f"value:{name}", draft=row.ref)).status_code == 404
    client.force_login(group.alice.person)
    new = here(group.space.slug, "value:new-draft", work=work.ref)
    for amount in ("", "douze", "-5", "🙂", "9" * 40):
        sent = {"label": "x", "amount": amount, "vat": "2000", "on": today.isoformat()}
        assert client.post(new, sent).status_code == 422
    assert client.get(f"{new}?partage=nulle-part&membre=1").status_code == 404


def test_the_page_for_the_cooperative_leads_to_files_of_a_period(
    group: Group, entity: LegalEntity, shared: Distribution, client: GateClient
) -> None:
    client.force_login(group.bob.person)
    address = here(group.space.slug, "value:accounting")
    with at_most(25):
        page = client.get(address).content.decode()
    assert says(page, "keeps no legal accounts", "ne tient pas de comptes légaux")
    asked = re.search(r"fec\.txt\?([^\"]+)", page)
    assert asked
    assert entity.siren in asked[1]
    file = client.get(here(group.space.slug, "value:fec-file"))
    assert file["Content-Disposition"].endswith(f'{entity.siren}FEC{clock.today():%Y%m%d}.txt"')
    assert file.content.startswith(b"JournalCode\tJournalLib\t")
    assert client.get(here(group.space.slug, "value:sage-file")).content.startswith(b'"Num\xe9ro de pi\xe8ce";')
    assert b"internalinvoice" in client.get(here(group.space.slug, "value:internal-invoices-file")).content
    for wrong in ("du=hier", "du=2099-01-01", "entite=000000000", "travail=ailleurs", "au=", "du=1900-01-01"):
        for name in ("accounting", "fec-file", "sage-file"):
            assert client.get(f"{here(group.space.slug, f'value:{name}')}?{wrong}").status_code == 422
    for name, arguments in (("account-plan", {"siren": entity.siren}), ("activity-codes", {})):
        assert client.get(here(group.space.slug, f"value:{name}", **arguments)).status_code == 404
    client.force_login(group.alice.person)
    assert (
        client.post(here(group.space.slug, "value:account-plan", siren=entity.siren), {"client": "x"}).status_code
        == 422
    )
    told = {f"code-{group.bob.pk}": "BOB01 Bob, conseil"}
    assert client.post(here(group.space.slug, "value:activity-codes"), told).status_code == 302
    row = queries.codes_of(group.space)[group.bob.pk]
    assert (row.code, row.label) == ("BOB01", "Bob, conseil")


def checked_by(command: list[str], path: Path, content: str) -> bool:
    """A reader that is not ours accepts it."""
    path.write_text(content, encoding="utf-8")
    return subprocess.run([*command, str(path)], capture_output=True, check=False, timeout=60).returncode == 0


def test_a_group_that_nobody_invoices_for_is_told_so(group: Group, client: GateClient) -> None:
    client.force_login(group.alice.person)
    for name in ("accounting", "fec-file", "sage-file", "internal-invoices-file"):
        answer = client.get(here(group.space.slug, f"value:{name}"))
        assert answer.status_code == 200
        assert says(answer.content.decode(), "Nobody invoices yet", "Personne ne facture encore")


@pytest.mark.skipif(not shutil.which("hledger"), reason="hledger is not installed")
def test_hledger_accepts_a_book_with_a_sharing_and_a_payment_agrees_and_sees_one_cent(
    group: Group, shared: Distribution, tmp_path: Path
) -> None:
    path, book = tmp_path / "livre.journal", money.book_of(group.space)
    with scope.use(group.space):
        text = "".join(book_files.hledger_journal(book))
    check = ["hledger", "check", "--strict", "-f"]
    assert checked_by(check, path, text)
    told = subprocess.run(
        ["hledger", "-f", str(path), "bal", "-N", "-O", "csv"], capture_output=True, check=True
    ).stdout
    amounts = [row["balance"].removesuffix(" EUR") for row in csv.DictReader(io.StringIO(told.decode()))]
    ours = [each.balance for each in all_standings(book).values() if each.balance]
    assert sorted(round(float(amount) * 100) for amount in amounts) == sorted(ours)
    assert not checked_by(check, path, text.replace("1000.02 EUR", "1000.03 EUR", 1))


KEPT_BOOK = Path(__file__).with_name("shared.beancount")
BEAN_CHECK = Path(sys.executable).with_name("bean-check")


def lines_of(text: str) -> list[str]:
    """Of one sharing, who comes first depends on references drawn anew."""
    return sorted(re.sub(r" \^n\d+", "", text).split("\n\n"))


def test_the_ledger_for_beancount_is_the_one_that_the_referee_reads(group: Group, shared: Distribution) -> None:
    with scope.use(group.space):
        text = "".join(book_files.beancount_ledger(money.book_of(group.space)))
    # References and seals are drawn anew each time.
    text = re.sub(r"(Equity:[A-Z][a-z]+:[\w-]+)-\w{4}\b", r"\1-0000", text)
    text = re.sub(r'seal: "\w+"', 'seal: "0"', re.sub(r'"(\w+):[\w.]+"', r'"\1"', text))
    assert lines_of(text) == lines_of(KEPT_BOOK.read_text(encoding="utf-8"))


@pytest.mark.referee
@pytest.mark.skipif(not BEAN_CHECK.exists(), reason="beancount lives with the referees")
def test_beancount_accepts_a_book_with_a_sharing_and_a_payment_and_sees_one_cent(tmp_path: Path) -> None:
    text, path = KEPT_BOOK.read_text(encoding="utf-8"), tmp_path / "livre.beancount"
    assert checked_by([str(BEAN_CHECK)], path, text)
    assert not checked_by([str(BEAN_CHECK)], path, text.replace("1000.02 EUR", "1000.03 EUR", 1))
