"""One notice of an answer of the TED Search API v3: only the fields that were asked for, plus links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from commun.algo.notices.dates import earliest, sane_day, zoned_deadline
from commun.algo.notices.keys import digest, folder_key, triple_key
from commun.algo.notices.languages import three_letters
from commun.algo.notices.nodes import plain
from commun.algo.notices.places import departements_of_all, is_nuts, unique
from commun.algo.notices.ted_export import publication_number
from commun.algo.notices.types import Deadline, Form, ParsedNotice, State
from commun.algo.notices.words import cents, clean, cpv_all, nature_of, procedure_of, siret_of, title_of

# The field mixes NUTS codes with countries in three letters.
_COUNTRIES: Final = frozenset(
    [
        "AUT",
        "BEL",
        "BGR",
        "CHE",
        "CYP",
        "CZE",
        "DEU",
        "DNK",
        "ESP",
        "EST",
        "FIN",
        "FRA",
        "GBR",
        "GRC",
        "HRV",
        "HUN",
        "IRL",
        "ISL",
        "ITA",
        "LIE",
        "LTU",
        "LUX",
        "LVA",
        "MCO",
        "MLT",
        "NLD",
        "NOR",
        "POL",
        "PRT",
        "ROU",
        "SVK",
        "SVN",
        "SWE",
        "USA",
    ]
)
_FORMS: Final[dict[str, Form]] = {
    "planning": "planning",
    "competition": "competition",
    "result": "result",
    "dir-awa-pre": "result",
    "cont-modif": "result",
    "change": "change",
}


def read_ted_search(record: Mapping[str, Any]) -> ParsedNotice:
    """The notice; what was not asked for stays empty."""
    number = publication_number(_say(record, "publication-number"))
    published = sane_day(_say(record, "publication-date"))
    form = _form(record)
    deadline = None if form == "result" else _deadline(record, published)
    title = title_of(_say(record, "title-proc") or _say(record, "notice-title"))
    buyer = title_of(_say(record, "buyer-name") or _say(record, "organisation-name-buyer"))
    siret = next(filter(None, map(siret_of, _values(record.get("buyer-identifier")))), None)
    nuts = unique(
        [code for code in _values(record.get("place-of-performance")) if is_nuts(code) and code not in _COUNTRIES]
    )
    own = (f"ted:{number}",) if number else ()
    folder = folder_key(_say(record, "procedure-identifier"))
    return ParsedNotice(
        source="ted",
        source_id=number or f"sans-{digest(title, buyer)}",
        version=_say(record, "notice-version") or "01",
        shape="ted_search",
        thread_keys=(*folder, *own, *triple_key(buyer, siret, title, deadline)),
        form=form,
        state=_state(record, form),
        title=title,
        description=clean(_say(record, "description-proc") or _say(record, "description-lot")),
        buyer_name=buyer,
        buyer_siret=siret,
        buyer_town=title_of(_say(record, "buyer-city")),
        published_on=published,
        deadline=deadline,
        cpv=cpv_all(_values(record.get("classification-cpv"))),
        departements=departements_of_all(nuts),
        nuts=nuts,
        procedure=procedure_of(_say(record, "procedure-type")),
        nature=nature_of(_say(record, "contract-nature")),
        value_cents=cents(_say(record, "estimated-value")),
        url=f"https://ted.europa.eu/fr/notice/-/detail/{number}" if number else "",
        languages=unique([three_letters(_say(record, "notice-language"))]),
        warnings=_warnings(number, title, buyer),
    )


def _warnings(number: str, title: str, buyer: str) -> tuple[str, ...]:
    said = {"no-identifier": not number, "no-title": not title, "no-buyer": not buyer}
    return tuple(code for code, is_true in said.items() if is_true)


def _form(record: Mapping[str, Any]) -> Form:
    form = _FORMS.get(_say(record, "form-type").lower())
    if form:
        return form
    kind = _say(record, "notice-type").lower()
    if kind.startswith(("can-", "veat")):
        return "result"
    return "planning" if kind.startswith("pin-") else "competition"


def _state(record: Mapping[str, Any], form: Form) -> State:
    if _say(record, "change-reason-code").lower().startswith("cancel"):
        return "cancelled"
    if form == "result":
        return "awarded"
    return "corrected" if form == "change" else "open"


def _deadline(record: Mapping[str, Any], published: date | None) -> Deadline | None:
    days = _values(record.get("deadline-receipt-tender-date-lot"))
    days += _values(record.get("deadline-receipt-request-date-lot"))
    times = _values(record.get("deadline-receipt-tender-time-lot"))
    found = []
    for position, day in enumerate(days):
        clock = times[position] if position < len(times) else ""
        found.append(zoned_deadline(day, clock, published))
    return earliest([one for one in found if one])


def _say(record: Mapping[str, Any], name: str) -> str:
    """Text of a field: French first, then English, then whatever language is there."""
    value = record.get(name)
    if isinstance(value, Mapping):
        for language in ("fra", "FRA", "eng", "ENG"):
            texts = _values(value.get(language))
            if texts:
                return texts[0]
    return next(iter(_values(value)), "")


def _values(value: Any) -> list[str]:
    return [text for text in _walk(value, 4) if text]


def _walk(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, (list, Mapping)) and depth:
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _walk(inner, depth - 1)
    else:
        yield plain(value)
