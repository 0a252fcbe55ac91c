"""One thing that happened, ready for any form: Atom, activities, a message to another program."""

import datetime as dt
from dataclasses import dataclass, replace

from commun.core.urls import absolute
from commun.exchange.queries import feed


@dataclass(frozen=True)
class Entry:
    """One thing that happened, ready for any form. ``actor`` is empty where nobody is named."""

    mark: str
    at: dt.datetime
    sentence: str
    url: str
    nature: str
    room: str
    actor: str = ""
    about: str = ""
    # Of which group, and its page, where a stream tells of several.
    group: str = ""
    page_url: str = ""


def entry_of(told: feed.Told) -> Entry:
    """One fact as an entry, with whole addresses: it will be read elsewhere."""
    return whole(here_of(told))


def here_of(told: feed.Told) -> Entry:
    """One fact as an entry of a page of the house."""
    fact, line = told.fact, told.line
    room = fact.name.partition(".")[0]
    return Entry(fact.digest, fact.at, line.sentence, line.url or "", told.nature, room, line.actor, line.about)


def whole(entry: Entry) -> Entry:
    """The same with whole addresses."""
    url = absolute(entry.url) if entry.url else ""
    return replace(entry, url=url, page_url=absolute(entry.page_url) if entry.page_url else "")
