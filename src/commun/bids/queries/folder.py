"""What goes into the folder of an answer: the candidacy entity by entity, the offer, how to read it."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import IO

from commun.algo.declarations import Sheet
from commun.algo.espd import Role
from commun.bids.declaration_papers import as_odt, as_pdf
from commun.bids.folder_file import Entry, apart, entry, made_of
from commun.bids.models import Bid, BidFile, VaultPaper
from commun.bids.queries.dossier import Operator, operators_of
from commun.bids.queries.filled_forms import WHOLE, Filler
from commun.bids.queries.papers import papers_of, sheets_of
from commun.bids.queries.papers_news import last_day_of
from commun.bids.queries.sections import outline_of
from commun.core import clock, files, scope
from commun.core.models import KeptFile
from commun.people.models import LegalEntity
from commun.ui.papers.texts import Part, Texts
from commun.ui.papers.texts.pdf import printed_pdf
from commun.ui.writing.files import part_of

CANDIDACY, OFFER = "1_Candidature", "2_Offre"
_FRENCH = {
    VaultPaper.Kind.VIGILANCE: "Attestation_vigilance",
    VaultPaper.Kind.REGISTRATION: "Immatriculation",
    VaultPaper.Kind.TAX: "Attestation_fiscale",
    VaultPaper.Kind.INSURANCE: "Assurance",
    VaultPaper.Kind.FOREIGN_WORKERS: "Salaries_etrangers",
    VaultPaper.Kind.DISABLED_WORKERS: "AGEFIPH",
    VaultPaper.Kind.JUDGMENT: "Jugement",
    VaultPaper.Kind.BANK: "RIB",
    VaultPaper.Kind.POWER: "Pouvoir",
    VaultPaper.Kind.REFERENCES: "References",
    VaultPaper.Kind.CERTIFICATE: "Certificat",
}


def entries_of(bid: Bid) -> list[Entry]:
    """Every file of the folder, in order; of a frozen answer, as it was when it was frozen."""
    at = bid.frozen_at or clock.now()
    operators = operators_of(bid)
    entities = [one.entity for one in operators]
    filler = Filler(bid, operators, sheets_of(bid.space, entities))
    papers = papers_of(bid.space, entities, at=bid.frozen_at)
    found: list[Entry] = []
    if filler.candidates:
        found += _form("", "Signatures", filler.signatures, at)
        found += _form(CANDIDACY, "DC1", filler.dc1, at)
    for rank, one in enumerate(operators, 1):
        folder = f"{CANDIDACY}/{rank}_{one.entity.siren}"
        found += _of_entity(folder, filler, one, at)
        found += list(_of_vault(folder, one, papers.get(one.entity.pk, []), at.astimezone(clock.PARIS).date()))
    found += list(_offer(bid, at))
    return apart([entry("", "LISEZMOI", "txt", made_of(read_me(bid, filler, found).encode())), *found])


def _form(folder: str, name: str, sheet: Callable[..., Sheet], at: dt.datetime, *given: LegalEntity) -> list[Entry]:
    """A form as PDF and as a text to complete; made when its turn comes."""
    return [
        entry(folder, name, "pdf", lambda: BytesIO(as_pdf(sheet(*given), at))),
        entry(folder, name, "odt", lambda: BytesIO(as_odt(sheet(*given), at))),
    ]


def _of_entity(folder: str, filler: Filler, one: Operator, at: dt.datetime) -> list[Entry]:
    siren = one.entity.siren
    found = []
    if one.role is not Role.SUBCONTRACTOR:
        found += _form(folder, f"DC2_{siren}", filler.dc2, at, one.entity)
    elif filler.candidates:
        found += _form(folder, f"DC4_{siren}", filler.dc4, at, one.entity)
    for lot in filler.espd_lots() if filler.has_european(one) else ():
        name = f"DUME_{siren}" if lot == WHOLE else f"DUME_{siren}_{lot}"
        found.append(entry(folder, name, "xml", _european(filler, one, lot, at)))
    return found


def _european(filler: Filler, one: Operator, lot: str, at: dt.datetime) -> Callable[[], IO[bytes]]:
    return lambda: BytesIO(filler.european(one, lot, at))


def _of_vault(folder: str, one: Operator, papers: Iterable[VaultPaper], on: dt.date) -> Iterator[Entry]:
    """The paper of each kind that lasts longest; one that is out of date on that day stays out."""
    best: dict[str, VaultPaper] = {}
    for paper in papers:
        end = last_day_of(paper)
        if end is not None and end < on:
            continue
        known = best.get(paper.kind)
        if known is None or _lasts(paper) > _lasts(known):
            best[paper.kind] = paper
    for kind in VaultPaper.Kind:
        if kind in best:
            paper = best[kind]
            yield entry(folder, f"{_FRENCH[kind]}_{one.entity.siren}", paper.file.kind, _kept(paper.file))


def _lasts(paper: VaultPaper) -> tuple[dt.date, int]:
    return (last_day_of(paper) or dt.date.max, paper.version)


def _kept(kept: KeptFile) -> Callable[[], IO[bytes]]:
    return lambda: files.path_of(kept).open("rb")


def _offer(bid: Bid, at: dt.datetime) -> Iterator[Entry]:
    """The technical proposal as it is written here, then the files that were added."""
    outline = outline_of(bid)
    written = [line for line in outline.lines if line.text is not None]
    if written:
        parts: list[Part] = [part_of(line.text, line.section.title) for line in written if line.text is not None]
        texts = Texts(bid.title, bid.space.name, at, parts)
        yield entry(OFFER, "Memoire_technique", "pdf", lambda: BytesIO(printed_pdf(texts)))
    with scope.use(bid.space_id):
        rows = BidFile.objects.filter(bid=bid).select_related("file").order_by("use", "pk")
        if bid.frozen_at is None:
            rows = rows.filter(removed_at=None)
        else:
            rows = rows.filter(added_at__lte=bid.frozen_at).exclude(removed_at__lte=bid.frozen_at)
        given = list(rows)
    names = {BidFile.Use.TECHNICAL: "Technique", BidFile.Use.PRICE: "Prix", BidFile.Use.OTHER: "Autre"}
    for row in given:
        stem = row.file.name.rpartition(".")[0]
        yield entry(OFFER, f"{names[BidFile.Use(row.use)]}_{stem}", row.file.kind, _kept(row.file))


def read_me(bid: Bid, filler: Filler, entries: Iterable[Entry]) -> str:
    """What the folder is, for whoever opens it."""
    contract = filler.contract
    told = (("Référence de l’acheteur", contract.reference), ("Avis publié", contract.publication))
    numbers = "".join(f"\n{name} : {number}" for name, number in told if number)
    lots = "".join(f"\nLot {number} : {title}" for number, title in contract.lots)
    parties = "\n".join(
        f"{rank}. {one.entity.name}, SIREN {one.entity.siren}, {_ROLES[one.role]}"
        for rank, one in enumerate(filler.operators, 1)
    )
    listed = "\n".join(one.path for one in entries)
    return (
        f"Réponse à : {contract.title}\nAcheteur : {contract.buyer}{numbers}{lots}\n\n"
        f"Qui répond\n{parties}\n\nFichiers\n{listed}\n\n"
        "MANIFESTE.txt donne l’empreinte SHA-256 de chaque fichier. Rien n’est signé ici.\n"
    )


_ROLES = {
    Role.ALONE: "candidat unique",
    Role.LEAD: "mandataire",
    Role.MEMBER: "cotraitant",
    Role.RELIED_UPON: "entité dont les capacités servent",
    Role.SUBCONTRACTOR: "sous-traitant",
}
