"""The stream as other programs read it: Atom 1.0 (RFC 4287, paged by RFC 5005) and ActivityStreams 2.0.

An entry is named by the seal of its fact: it stays the same when the house moves to another address, and tells an
outsider neither how much happens in the group nor where.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from commun.core.models import Fact, Space
from commun.core.urls import absolute, here
from commun.exchange.models import FeedAddress
from commun.exchange.natures import verb_of
from commun.exchange.queries import feed, public_feed
from commun.governance.models import Membership

ATOM: Final = "application/atom+xml; charset=utf-8"
ACTIVITIES: Final = "application/activity+json"
CONTEXT: Final = "https://www.w3.org/ns/activitystreams"
# What XML 1.0 has no sign for: somebody pasted it into a title.
_UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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


@dataclass(frozen=True)
class Stream:
    """A page of entries with its addresses (absolute); ``older`` is empty on the last page."""

    mark: str
    title: str
    group: str
    page_url: str
    own_url: str
    first_url: str
    older_url: str
    language: str
    changed: dt.datetime
    entries: Sequence[Entry]


@dataclass(frozen=True)
class FeedText:
    """A text ready to be sent; the tag changes exactly when the text does."""

    body: bytes
    etag: str
    changed: dt.datetime


def private_stream(row: FeedAddress, path: str, before: int | None = None) -> Stream:
    """What happens in the group, for the person behind this address, in their language."""
    space = row.space
    with translation.override(row.person.language):
        page = feed.page_of(space, before=before)
        entries = [entry_of(one) for one in page.told]
        title = _("What happens: %(group)s") % {"group": space.name}
    # The last fact of all, told or not: what changes a name that was told already is a fact as well.
    last = Fact._base_manager.filter(space=space).order_by("-position").values_list("at", flat=True).first()
    return Stream(
        mark=f"tag:commun,2026:feed:{row.ref}",
        title=title,
        group=space.name,
        page_url=absolute(here(space.slug, "exchange:feed")),
        own_url=absolute(path if before is None else f"{path}?avant={before}"),
        first_url=absolute(path),
        older_url=absolute(f"{path}?avant={page.older}") if page.older else "",
        language=row.person.language,
        changed=last or row.created_at,
        entries=entries,
    )


def public_stream(member: Membership | None, space: Space, path: str) -> Stream:
    """What everybody may follow of a group; NotFound where its presentation is not public."""
    entries = [
        Entry(line.mark, line.at, line.sentence, absolute(line.url), line.nature, "governance")
        for line in public_feed.public_lines(member, space)
    ]
    return Stream(
        mark=f"tag:commun,2026:public:{space.slug}",
        title=space.name,
        group=space.name,
        page_url=absolute(here(space.slug, "governance:presentation")),
        own_url=absolute(path),
        first_url=absolute(path),
        older_url="",
        language=space.language,
        # Nothing private moves this date, not even by a second.
        changed=entries[0].at if entries else space.created_at,
        entries=entries,
    )


def entry_of(told: feed.Told) -> Entry:
    """One fact as an entry."""
    fact, line = told.fact, told.line
    url = absolute(line.url) if line.url else ""
    room = fact.name.partition(".")[0]
    return Entry(fact.digest, fact.at, line.sentence, url, told.nature, room, line.actor, line.about)


# -- Atom --------------------------------------------------------------------------------------------------------


class _Atom(Atom1Feed):
    """Atom with the links of RFC 5005 and a date that does not move by itself."""

    def latest_post_date(self) -> dt.datetime:
        changed: dt.datetime = self.feed["changed"]
        return changed

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for name in ("first", "next"):
            if self.feed[name]:
                handler.addQuickElement("link", "", {"rel": name, "href": self.feed[name]})


def atom(stream: Stream) -> FeedText:
    """The stream as Atom."""
    written = _Atom(
        title=_clean(stream.title),
        link=stream.page_url,
        description=None,
        language=stream.language,
        author_name=_clean(stream.group),
        feed_url=stream.own_url,
        feed_guid=stream.mark,
        changed=stream.changed,
        first=stream.first_url,
        next=stream.older_url,
    )
    for one in stream.entries:
        written.add_item(
            title=_clean(one.sentence),
            link=one.url or stream.page_url,
            description=escape(_clean(one.sentence)),
            unique_id=_id(one),
            author_name=_clean(one.actor or stream.group),
            pubdate=one.at,
            updateddate=one.at,
            categories=[one.room, one.nature],
        )
    return _text(written.writeString("utf-8").encode(), stream)


def _clean(words: str) -> str:
    return _UNSAYABLE.sub("", words)


def _id(entry: Entry) -> str:
    return f"tag:commun,2026:fact:{entry.mark}"


def _text(body: bytes, stream: Stream) -> FeedText:
    return FeedText(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', stream.changed)


# -- ActivityStreams ---------------------------------------------------------------------------------------------


def activities(stream: Stream) -> FeedText:
    """The stream as a page of an ordered collection of activities."""
    content: dict[str, Any] = {
        "@context": CONTEXT,
        "type": "OrderedCollectionPage",
        "id": stream.own_url,
        "partOf": stream.first_url,
        "name": stream.title,
        "updated": _moment(stream.changed),
        "orderedItems": [activity_of(one, stream.group, stream.page_url) for one in stream.entries],
    }
    if stream.older_url:
        content["next"] = stream.older_url
    return _text(json.dumps(content, ensure_ascii=False, indent=1).encode(), stream)


def activity_of(entry: Entry, group_name: str, page_url: str) -> dict[str, Any]:
    """One entry as an activity."""
    group = {"type": "Group", "name": group_name, "url": page_url}
    thing: dict[str, Any] = {"type": "Object", "name": entry.about or entry.sentence}
    if entry.url:
        thing["url"] = entry.url
    return {
        "id": _id(entry),
        "type": verb_of(entry.nature),
        "actor": {"type": "Person", "name": entry.actor} if entry.actor else group,
        "object": thing,
        "target": group,
        "published": _moment(entry.at),
        "summary": entry.sentence,
    }


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
