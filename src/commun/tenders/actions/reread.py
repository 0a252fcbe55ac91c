"""Read a stored version again from its raw payload: better reading rules reach old notices."""

import datetime as dt
import json
from dataclasses import replace
from functools import lru_cache

from commun.algo.notices import NotANotice, parse
from commun.algo.notices.types import Deadline, ParsedNotice
from commun.tenders.actions.incoming import HAND, unpack
from commun.tenders.actions.threads import shifted
from commun.tenders.models import NoticeVersion


def parsed_of(version: NoticeVersion) -> ParsedNotice:
    """The version as our reader understands it today, its dates moved as they were on arrival."""
    return shifted(
        _read(version.source, version.source_id, version.version, bytes(version.payload)), version.shift_days
    )


@lru_cache(maxsize=2048)
def _read(source: str, source_id: str, version: str, stored: bytes) -> ParsedNotice:
    payload = unpack(stored)
    if source == HAND:
        return handwritten_of(payload)
    try:
        found = parse(payload)
    except NotANotice as error:
        # It was readable when it came: keep its place in the thread, the warning shows on the page.
        return ParsedNotice(source, source_id, version, "unread", (), title="", warnings=(str(error)[:200],))
    return replace(found, source=source)


def handwritten_of(payload: bytes) -> ParsedNotice:
    """The notice that somebody typed, from the JSON kept as its payload."""
    said = json.loads(payload)
    deadline = said.get("deadline")
    return ParsedNotice(
        source=HAND,
        source_id=said["id"],
        version=said.get("version", "1"),
        shape=HAND,
        thread_keys=tuple(said.get("keys", ())),
        title=said["title"],
        description=said.get("description", ""),
        buyer_name=said.get("buyer", ""),
        published_on=dt.date.fromisoformat(said["published"]),
        deadline=Deadline(dt.datetime.fromisoformat(deadline)) if deadline else None,
        cpv=tuple(said.get("cpv", ())),
        departements=tuple(said.get("departements", ())),
        url=said.get("url", ""),
    )
