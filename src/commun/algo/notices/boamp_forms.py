"""The national forms inside of `donnees`: MAPA, FNSimple, and the XML of schema v230 or its JSON.

Their elements have three spellings of the same words (receptionOffres, dateReceptionOffres, RECEPT_OFFRES):
names are compared without case nor underscore, at any depth, because the forms move their blocks around.
"""

from __future__ import annotations

from typing import Any, Final

from commun.algo.notices.dates import day_of, earliest, sane_day, wall_deadline
from commun.algo.notices.nodes import EMPTY, Node, Table, _Entry
from commun.algo.notices.places import departement_of_postal_code, departements_of_all, is_nuts, unique
from commun.algo.notices.types import Deadline, Nature, ParsedAward, ParsedLot, ParsedNotice, ParsedSupplier
from commun.algo.notices.words import (
    cents,
    clean,
    count_of,
    cpv_all,
    nature_of,
    procedure_of,
    short_number,
    siret_of,
    title_of,
)

# Contact persons and their means: never read.
_PEOPLE: Final = frozenset(
    [
        "correspondantprm",
        "correspondant",
        "contact",
        "nom",
        "pren",
        "prenom",
        "civilite",
        "fonc",
        "poste",
        "tel",
        "telephone",
        "fax",
        "mel",
        "courriel",
        "email",
        "nomcontact",
        "telcontact",
        "adressemailcontact",
        "faxcontact",
        "pointcontact",
        "personnecontact",
    ]
)


class _FormTable(Table):
    """Everything but contact persons, under names without case nor underscore."""

    def __init__(self, people: frozenset[str]) -> None:
        super().__init__({})
        self.people = people

    def __missing__(self, tag: Any) -> _Entry | None:
        entry = super().__missing__(tag)
        if entry is None:
            return None
        name = entry.name.replace("_", "").lower()
        kept = None if name in self.people else _Entry(name, "", False)
        if tag in self:
            self[tag] = kept
        return kept


FORM_TABLE: Final = _FormTable(_PEOPLE)
# In award data "nom" is the name of the buyer; persons stand in contact points.
AWARD_TABLE: Final = _FormTable(frozenset({"contactpoint", "contact", "email", "telephone", "fax"}))

_DEADLINES: Final = (
    "receptionoffres", "receptoffres", "datereceptionoffres", "receptioncandidatures", "receptcandidatures",
    "receptcandidat", "datereceptioncandidatures", "datelimiteoffres", "datelimitecandidatures",
    "datelimitereponse", "datelimite",
)  # fmt: skip
_HOURS: Final = ("heurereceptionoffres", "heurelimite", "heurelimiteoffres", "heurereceptioncandidatures")
_TEXTS: Final = (
    "objetcomplet", "principales", "quantites", "rensgcomplt", "renscomplement", "rensgcomplementaires",
    "autresinformationscomplementaires", "caracteristiquesprincipales",
)  # fmt: skip
_BUYERS: Final = ("acheteurpublic", "denomination", "nomofficiel", "nomorganisme", "raisonsociale")
_SIRETS: Final = (
    "siret", "codeidentificationnational", "codeidentnational", "numeroidentification", "idnational",
    "numeronationalidentification", "identifiantnational",
)  # fmt: skip
_DOCUMENTS: Final = ("urldocument", "urldocconsul", "urldocuments", "urldce", "urlprofilacheteur")


def read_form(form: Node) -> ParsedNotice:
    """What a national form says; the caller adds identity, state and dates of publication."""
    body = _body(form)
    buyer = _first(form, "organisme", "identite") or form
    lots = _lots(body)
    places = _departements(body)
    return ParsedNotice(
        source="boamp",
        source_id="",
        version="1",
        shape="",
        thread_keys=(),
        title=_title(body),
        description=_description(body),
        buyer_name=title_of(_say(buyer, *_BUYERS)),
        buyer_siret=_siret(buyer),
        buyer_town=title_of(_say(buyer, "ville")),
        deadline=_deadline(body),
        cpv=_cpv(body),
        departements=places,
        nuts=_nuts(body),
        procedure=_procedure(body),
        nature=_nature(body),
        value_cents=_value(body, lots),
        lots=lots,
        awards=_awards(body),
        documents_url=_documents_url(form),
        languages=("FRA",) if form is not EMPTY else (),
    )


def _body(form: Node) -> Node:
    """The block of a MAPA or FNS notice that holds the notice; the whole form for older ones."""
    if "objet" in form.kids or "identite" in form.kids:
        return form
    for name in ("initial", "rectificatif", "attribution", "annulation"):
        found = form.all(name)
        if found and found[0].kids:
            return found[0]
    return form


def _say(node: Node, *names: str) -> str:
    """Text of the first element with one of these names, the names being tried in order."""
    for name in names:
        for found in node.everywhere(name):
            if found.text:
                return found.text
    return ""


def _first(node: Node, *names: str) -> Node | None:
    return next(node.everywhere(*names), None)


def _title(body: Node) -> str:
    written = (
        _say(body, "titremarche"),
        body.say("description", "objet"),
        body.say("naturemarche", "intitule"),
        _say(body, "objetcomplet"),
    )
    return title_of(next((text for text in written if text), ""))


def _description(body: Node) -> str:
    texts = [body.say("description", "objet"), body.say("naturemarche", "description")]
    texts += [node.text for name in _TEXTS for node in body.everywhere(name)]
    return clean("\n".join(unique(texts)))


def _siret(buyer: Node) -> str | None:
    for node in buyer.everywhere(*_SIRETS):
        for text in (node.text, *(kid.text for _, kid in node.children())):
            number = siret_of(text)
            if number:
                return number
    return None


def _deadline(body: Node) -> Deadline | None:
    """Earliest of the dates for requests and tenders; hours are those of Paris."""
    clocks = [node.text for node in body.everywhere(*_HOURS) if node.text]
    found = []
    for name in _DEADLINES:
        written = [node.text for node in body.everywhere(name) if node.text]
        # A correction says "read" after "instead of": the last one holds.
        for text in written[-1:]:
            if len(text) <= 10 and day_of(text) and clocks:
                text = f"{text} {clocks[-1]}"
            found.append(wall_deadline(text, None))
    return earliest([one for one in found if one])


def _cpv(node: Node) -> tuple[str, ...]:
    raws = []
    for block in node.everywhere("cpv", "codecpv", "objetprincipal", "classeprincipale", "classprincipale"):
        raws += [block.text, *_all_texts(block, 4)]
    return cpv_all(raws)


def _all_texts(node: Node, depth: int) -> list[str]:
    found = []
    for _, kid in node.children() if depth else ():
        found += [kid.text, *_all_texts(kid, depth - 1)]
    return found


def _nuts(node: Node) -> tuple[str, ...]:
    codes = [found.text.upper() for found in node.everywhere("codenuts") if found.text]
    return unique([code for code in codes if is_nuts(code)])


def _departements(body: Node) -> tuple[str, ...]:
    places = departements_of_all(_nuts(body))
    if places:
        return places
    postal = [
        departement_of_postal_code(code.text) or ""
        for place in body.everywhere("lieuexecutionlivraison", "lieuexecution", "lieuexeclivr")
        for code in place.everywhere("cp", "codepostal")
    ]
    return unique(postal)


def _procedure(body: Node) -> str:
    node = _first(body, "typeprocedure") or _first(body, "procedure")
    return procedure_of(node.flag()) if node else ""


def _nature(body: Node) -> Nature:
    for node in body.everywhere("naturemarche", "typemarche"):
        for said in (*node.kids, node.text):
            nature = nature_of(said)
            if nature:
                return nature
    return ""


def _value(body: Node, lots: tuple[ParsedLot, ...]) -> int | None:
    """Estimated value of the whole; a value that is written inside of a lot is the lot's."""
    block = _first(body, "objet", "naturemarche", "caracteristiques", "description")
    if block is None:
        return None
    said = [cents(block.say(name)) for name in ("valeurestimee", "valeur", "valeurtotale")]
    whole = next((value for value in said if value), None)
    return whole or (None if lots else cents(_say(block, "valeurestimee", "valeur", "valeurtotale")))


def _documents_url(form: Node) -> str:
    for name in _DOCUMENTS:
        for node in form.everywhere(name):
            if node.text.startswith(("http://", "https://")):
                return clean(node.text, 2_000)
    for block in form.everywhere("adressescomplt"):
        url = block.say("document", "coord", "url")
        if url.startswith(("http://", "https://")):
            return clean(url, 2_000)
    return ""


def _lots(body: Node) -> tuple[ParsedLot, ...]:
    found = [node for node in body.everywhere("lot") if node.kids]
    lots = tuple(_lot(node, position) for position, node in enumerate(found, 1))
    # A notice "not divided" still has one block LOT without number nor title: that is the notice itself.
    return lots if len(lots) > 1 or any(lot.title for lot in lots) else ()


def _lot(node: Node, position: int) -> ParsedLot:
    nuts = _nuts(node)
    return ParsedLot(
        number=short_number(node.say("num") or node.say("numlot") or node.say("numero")) or str(position),
        title=title_of(node.say("intitule") or node.say("titre") or _lot_line(node)),
        description=clean(node.say("description") or node.say("descriptif")),
        cpv=_cpv(node),
        departements=departements_of_all(nuts) or _departements(node),
        nuts=nuts,
        value_cents=cents(_say(node, "valeur", "valeurestimee", "cout")),
    )


def _lot_line(node: Node) -> str:
    """First line of the description, for lots that have a number but no title."""
    has_number = bool(node.say("num") or node.say("numlot") or node.say("numero"))
    return clean(node.say("description"), 400).partition("\n")[0] if has_number else ""


def _awards(body: Node) -> tuple[ParsedAward, ...]:
    blocks = [node for node in body.everywhere("decision", "attribue", "marcheattribue") if node.kids]
    return tuple(_award(node) for node in blocks if _suppliers(node))


def _suppliers(node: Node) -> tuple[ParsedSupplier, ...]:
    found = {}
    for winner in node.everywhere("titulaire", "attributaire"):
        name = title_of(_say(winner, "denomination", "nomofficiel", "raisonsociale") or winner.text)
        if name:
            found[name] = ParsedSupplier(name, _siret(winner), title_of(_say(winner, "ville")))
    return tuple(found.values())


def _award(node: Node) -> ParsedAward:
    suppliers = _suppliers(node)
    return ParsedAward(
        lot_number=short_number(node.say("numlot") or node.say("num")),
        title=title_of(node.say("intitule") or clean(node.say("description"), 400).partition("\n")[0]),
        amount_cents=cents(_say(node, "montant", "valeur")),
        concluded_on=sane_day(_say(node, "dateattribution", "datenotification", "dateconclusion")),
        offers_count=count_of(_say(node, "nboffrerecu", "nboffresrecues", "nboffrerecue")),
        is_group=len(suppliers) > 1,
        suppliers=suppliers,
    )
