"""TED_EXPORT notices (R2.0.7 to R2.0.9: before the autumn of 2023), read by local names.

Namespaces changed between revisions and the forms of R2.0.7 and R2.0.8 have other element names: where a
form does not say its title or its buyer, the coded sections of the notice do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from commun.algo.notices.dates import sane_day, wall_deadline
from commun.algo.notices.keys import digest, triple_key
from commun.algo.notices.languages import three_letters
from commun.algo.notices.nodes import EMPTY, Node, Table, from_xml, parse_xml
from commun.algo.notices.places import departement_of_postal_code, departements_of_all, is_nuts, unique
from commun.algo.notices.types import Deadline, Form, ParsedAward, ParsedLot, ParsedNotice, ParsedSupplier, State
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

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLAIN: Final = [
    "REF_OJS",
    "DATE_PUB",
    "NOTICE_DATA",
    "NO_DOC_OJS",
    "LG_ORIG",
    "REF_NOTICE",
    "VALUES",
    "CODIF_DATA",
    "DT_DATE_FOR_SUBMISSION",
    "CONTRACTING_BODY",
    "ADDRESS_CONTRACTING_BODY",
    "OFFICIALNAME",
    "NATIONALID",
    "TOWN",
    "POSTAL_CODE",
    "URL_DOCUMENT",
    "OBJECT_CONTRACT",
    "CPV_MAIN",
    "CPV_ADDITIONAL",
    "OBJECT_DESCR",
    "LOT_NO",
    "LOT_DIVISION",
    "PROCEDURE",
    "DATE_RECEIPT_TENDERS",
    "TIME_RECEIPT_TENDERS",
    "LANGUAGES",
    "AWARD_CONTRACT",
    "AWARDED_CONTRACT",
    "NO_AWARDED_CONTRACT",
    "DATE_CONCLUSION_CONTRACT",
    "TENDERS",
    "NB_TENDERS_RECEIVED",
    "CONTRACTORS",
    "CONTRACTOR",
    "ADDRESS_CONTRACTOR",
    "AWARDED_TO_GROUP",
    "NOTICE_NUMBER_OJ",
    "COMPLEMENTARY_INFO",
    "CHANGES",
    "CHANGE",
    "WHERE",
    "SECTION",
    "NEW_VALUE",
    "DATE",
    "TIME",
    "RESULTS",
    "AWARDED_PRIZE",
    "WINNERS",
    "WINNER",
    "ADDRESS_WINNER",
    "ORGANISATION",
    "CPV",
    "CPV_CODE",
    "NUTS_CODE",
    "LOTS",
]
TABLE: Final = Table(
    {
        **dict.fromkeys(_PLAIN, ""),
        **dict.fromkeys(
            ["CPV_CODE", "NUTS", "ORIGINAL_CPV", "ORIGINAL_NUTS", "PERFORMANCE_NUTS"]
            + ["TD_DOCUMENT_TYPE", "NC_CONTRACT_NATURE", "PR_PROC"],
            "CODE",
        ),
        **dict.fromkeys(["ISO_COUNTRY", "LANGUAGE"], "VALUE"),
        **dict.fromkeys(["VAL_OBJECT", "VAL_TOTAL", "VAL_ESTIMATED_TOTAL", "VALUE"], "CURRENCY"),
        **dict.fromkeys(["TITLE", "SHORT_DESCR"], ""),
        "TYPE_CONTRACT": "CTYPE",
    },
    paragraphs=frozenset({"TITLE", "SHORT_DESCR"}),
)
# Forms of before 2014 and of defence: other names for the same things, looked for at any depth.
_OLD: Final = Table({}, paragraphs=frozenset({"TITLE_CONTRACT", "SHORT_CONTRACT_DESCRIPTION"}))
_TITLES: Final = Table({}, paragraphs=frozenset({"TI_TEXT"}))

# Half of a notice, in 24 languages: read only when the form has no title or no buyer.
UNREAD: Final = b"TRANSLATION_SECTION"

_FORMS: Final[dict[str, Form]] = {
    **dict.fromkeys("3DJQCO5689", "competition"),
    **dict.fromkeys("0PABM4", "planning"),
    **dict.fromkeys("7VRK", "result"),
    **dict.fromkeys("12", "change"),
}  # fmt: skip


def read_ted_export(root: _Element, data: bytes = b"") -> ParsedNotice:
    """The notice under a TED_EXPORT root; `data` is read again when a form says too little by itself."""
    sections = {_local(child): child for child in root}
    coded = from_xml(sections["CODED_DATA_SECTION"], TABLE) if "CODED_DATA_SECTION" in sections else EMPTY
    element, language = _form_element(sections.get("FORM_SECTION"))
    body = from_xml(element, TABLE) if element is not None else EMPTY
    notice = _read(coded, body, language)
    if notice.title and notice.buyer_name:
        return notice
    translations = sections.get("TRANSLATION_SECTION")
    if translations is None and data:
        translations = next((one for one in parse_xml(data) if _local(one) == "TRANSLATION_SECTION"), None)
    notice = _completed(notice, element, translations)
    said = {"no-title": not notice.title, "no-buyer": not notice.buyer_name}
    missing = tuple(code for code, is_true in said.items() if is_true)
    return replace(
        notice,
        warnings=notice.warnings + missing,
        thread_keys=(
            *notice.thread_keys,
            *triple_key(notice.buyer_name, notice.buyer_siret, notice.title, notice.deadline),
        ),
    )


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _form_element(section: _Element | None) -> tuple[_Element | None, str]:
    """The form in French, else the original one, with its language; other forms are translations."""
    forms = [child for child in section if isinstance(child.tag, str)] if section is not None else []
    if not forms:
        return None, ""
    french = [form for form in forms if form.get("LG") == "FR"]
    original = [form for form in forms if form.get("CATEGORY") == "ORIGINAL"]
    chosen = (french or original or forms)[0]
    return chosen, three_letters(chosen.get("LG") or "")


def _read(coded: Node, body: Node, language: str) -> ParsedNotice:
    data, codes = coded.first("NOTICE_DATA"), coded.first("CODIF_DATA")
    number = publication_number(data.say("NO_DOC_OJS"))
    linked = _linked(data, body, number)
    objects = body.all("OBJECT_CONTRACT")
    main = objects[0] if objects else EMPTY
    published = sane_day(coded.say("REF_OJS", "DATE_PUB"))
    buyer = body.first("CONTRACTING_BODY", "ADDRESS_CONTRACTING_BODY")
    form = _FORMS.get(codes.first("TD_DOCUMENT_TYPE").attr.upper(), "other")
    nuts = _nuts(data, objects)
    deadline = None if form == "result" else _deadline(data, codes, body, published)
    is_lost = _is_lost(body)
    amount = _amount(main, data)
    places = departements_of_all(nuts)
    title, name = title_of(main.say("TITLE")), title_of(buyer.say("OFFICIALNAME"))
    siret = siret_of(buyer.say("NATIONALID")) if _is_french(data) else None
    keys = tuple([f"ted:{one}" for one in (number, *linked) if one])
    return ParsedNotice(
        source="ted",
        source_id=number or f"sans-{digest(title, name)}",
        version="01",
        shape="ted_export",
        thread_keys=(*keys, *triple_key(name, siret, title, deadline)),
        linked_ids=tuple(f"ted:{one}" for one in linked),
        form=form,
        state=_state(form, is_lost),
        title=title,
        description=_description(objects),
        buyer_name=name,
        buyer_siret=siret,
        buyer_town=title_of(buyer.say("TOWN")),
        published_on=published,
        deadline=deadline,
        cpv=_cpv(data, objects),
        departements=places or unique([departement_of_postal_code(_french_postal(data, buyer)) or ""]),
        nuts=nuts,
        procedure=procedure_of(codes.first("PR_PROC").attr),
        nature=nature_of(codes.first("NC_CONTRACT_NATURE").attr or main.first("TYPE_CONTRACT").attr),
        value_cents=cents(amount.text),
        currency=amount.attr or "EUR",
        lots=_lots(objects),
        awards=_awards(body),
        url=f"https://ted.europa.eu/fr/notice/-/detail/{number}" if number else "",
        documents_url=_http(body.say("CONTRACTING_BODY", "URL_DOCUMENT")),
        languages=_languages(body, data, language),
        warnings=(*(() if number else ("no-identifier",)), *(("no-winner",) if is_lost else ())),
    )


def publication_number(raw: str) -> str:
    """ "2017/S 025-043939" or "00043939-2017" -> "43939-2017", the number used in addresses of TED."""
    raw = raw.strip()
    if "/S" in raw:
        return f"{raw.rpartition('-')[2].lstrip('0')}-{raw[:4]}"
    return raw.lstrip("0")


def _linked(data: Node, body: Node, own: str) -> tuple[str, ...]:
    raws = data.texts("REF_NOTICE", "NO_DOC_OJS") + body.texts("PROCEDURE", "NOTICE_NUMBER_OJ")
    raws += body.texts("COMPLEMENTARY_INFO", "NOTICE_NUMBER_OJ")
    return tuple(one for one in unique([publication_number(raw) for raw in raws]) if one != own)


def _state(form: Form, is_lost: bool) -> State:
    if form == "result":
        return "cancelled" if is_lost else "awarded"
    return "corrected" if form == "change" else "open"


def _is_lost(body: Node) -> bool:
    contracts = body.all("AWARD_CONTRACT")
    lost = [node for node in contracts if "NO_AWARDED_CONTRACT" in node.kids]
    return bool(contracts) and len(lost) == len(contracts)


def _deadline(data: Node, codes: Node, body: Node, published: date | None) -> Deadline | None:
    procedure = body.first("PROCEDURE")
    moved = _moved_deadline(body)
    own = f"{procedure.say('DATE_RECEIPT_TENDERS')} {procedure.say('TIME_RECEIPT_TENDERS')}".strip()
    for written in (moved, own, codes.say("DT_DATE_FOR_SUBMISSION")):
        found = wall_deadline(written, published) if written else None
        if found is None:
            continue
        if not _is_french(data) and not found.is_doubtful:
            # The hour of the buyer's country, which the form does not say.
            return replace(found, is_doubtful=True, doubt="no-zone")
        return found
    return None


def _moved_deadline(body: Node) -> str:
    """New date of receipt given by a corrigendum (form F14, section IV.2.2)."""
    for change in body.all("CHANGES", "CHANGE"):
        day = change.say("NEW_VALUE", "DATE")
        if day and change.say("WHERE", "SECTION").startswith("IV.2.2"):
            return f"{day} {change.say('NEW_VALUE', 'TIME')}".strip()
    return ""


def _nuts(data: Node, objects: list[Node]) -> tuple[str, ...]:
    nodes = data.all("PERFORMANCE_NUTS") or data.all("ORIGINAL_NUTS")
    codes = [node.attr for node in nodes]
    codes += [node.attr for one in objects for node in one.all("OBJECT_DESCR", "NUTS")]
    return unique([code for code in codes if is_nuts(code)])


def _cpv(data: Node, objects: list[Node]) -> tuple[str, ...]:
    nodes = [node for one in objects for node in one.all("CPV_MAIN", "CPV_CODE")] + data.all("ORIGINAL_CPV")
    return cpv_all([node.attr for node in nodes])


def _amount(main: Node, data: Node) -> Node:
    for node in (main.first("VAL_ESTIMATED_TOTAL"), main.first("VAL_TOTAL"), data.first("VALUES", "VALUE")):
        if node.text:
            return node
    return EMPTY


def _description(objects: list[Node]) -> str:
    """The short description, then that of the single lot when it says something else."""
    texts = [text for one in objects for text in one.texts("SHORT_DESCR")]
    parts = [node for one in objects for node in one.all("OBJECT_DESCR")]
    if len(parts) == 1:
        texts += parts[0].texts("SHORT_DESCR")
    return clean("\n".join(unique(texts)))


def _is_french(data: Node) -> bool:
    return data.first("ISO_COUNTRY").attr.upper() in ("", "FR")


def _french_postal(data: Node, buyer: Node) -> str:
    return buyer.say("POSTAL_CODE") if _is_french(data) else ""


def _lots(objects: list[Node]) -> tuple[ParsedLot, ...]:
    parts = [node for one in objects for node in one.all("OBJECT_DESCR")]
    if len(parts) < 2 and not any(node.say("LOT_NO") for node in parts):
        return ()
    return tuple(_lot(node, position) for position, node in enumerate(parts, 1))


def _lot(node: Node, position: int) -> ParsedLot:
    nuts = unique([one.attr for one in node.all("NUTS") if is_nuts(one.attr)])
    number = short_number(node.say("LOT_NO")) or str(position)
    return ParsedLot(
        number=number,
        title=title_of(node.say("TITLE")),
        description=clean(node.say("SHORT_DESCR")),
        cpv=cpv_all([one.attr for one in node.all("CPV_ADDITIONAL", "CPV_CODE")]),
        departements=departements_of_all(nuts),
        nuts=nuts,
        value_cents=cents(node.say("VAL_OBJECT")),
    )


def _awards(body: Node) -> tuple[ParsedAward, ...]:
    awards = []
    for contract in body.all("AWARD_CONTRACT"):
        for awarded in contract.all("AWARDED_CONTRACT"):
            awards.append(_award(contract, awarded))
    for prize in body.all("RESULTS", "AWARDED_PRIZE"):
        awards.append(_award(EMPTY, prize))
    return tuple(awards)


def _award(contract: Node, awarded: Node) -> ParsedAward:
    amount = awarded.first("VALUES", "VAL_TOTAL")
    # Prizes and a few older contracts put the address at other depths.
    addresses = awarded.all("CONTRACTORS", "CONTRACTOR", "ADDRESS_CONTRACTOR") or list(
        awarded.everywhere("ADDRESS_CONTRACTOR", "ADDRESS_WINNER")
    )
    suppliers = [
        ParsedSupplier(title_of(node.say("OFFICIALNAME")), siret_of(node.say("NATIONALID")), title_of(node.say("TOWN")))
        for node in addresses
        if node.say("OFFICIALNAME")
    ]
    return ParsedAward(
        lot_number=short_number(contract.say("LOT_NO")),
        title=title_of(contract.say("TITLE")),
        amount_cents=cents(amount.text),
        currency=amount.attr or "EUR",
        concluded_on=sane_day(awarded.say("DATE_CONCLUSION_CONTRACT")),
        offers_count=count_of(awarded.say("TENDERS", "NB_TENDERS_RECEIVED")),
        is_group=bool(awarded.all("CONTRACTORS", "AWARDED_TO_GROUP")) or len(suppliers) > 1,
        suppliers=tuple(suppliers),
    )


def _languages(body: Node, data: Node, language: str) -> tuple[str, ...]:
    accepted = [three_letters(node.attr) for node in body.all("PROCEDURE", "LANGUAGES", "LANGUAGE")]
    return unique(accepted) or unique([three_letters(data.say("LG_ORIG")), language])[:1]


def _http(raw: str) -> str:
    return clean(raw, 2_000) if raw.startswith(("http://", "https://")) else ""


def _completed(notice: ParsedNotice, form: _Element | None, translations: _Element | None) -> ParsedNotice:
    """Title, buyer and description of an old form, or of the coded sections."""
    old = from_xml(form, _OLD) if form is not None else EMPTY
    coded = from_xml(translations, _TITLES) if translations is not None else EMPTY
    titles = [node.text for node in old.everywhere("TITLE_CONTRACT") if node.text]
    titles += [node.text for node in coded.everywhere("TI_TEXT") if node.text][-1:]
    names = [node.text for node in old.everywhere("OFFICIALNAME") if node.text]
    names += [node.text for node in coded.everywhere("AA_NAME") if node.text]
    texts = [node.text for node in old.everywhere("SHORT_CONTRACT_DESCRIPTION") if node.text]
    return replace(
        notice,
        title=notice.title or title_of(next(iter(titles), "")),
        buyer_name=notice.buyer_name or title_of(next(iter(names), "")),
        description=notice.description or clean("\n".join(texts[:1])),
    )
