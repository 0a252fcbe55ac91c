"""The stream as other programs read it: Atom 1.0 (RFC 4287, paged by RFC 5005), RSS 2.0 and ActivityStreams 2.0.

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

from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from commun.core.models import Fact, Space
from commun.core.urls import absolute, here
from commun.exchange.models import FeedAddress
from commun.exchange.natures import verb_of
from commun.exchange.queries import feed, feed_wide
from commun.exchange.queries.feed_entries import Entry, entry_of
from commun.governance import policies
from commun.governance.models import Membership

ATOM: Final = "application/atom+xml; charset=utf-8"
RSS: Final = "application/rss+xml; charset=utf-8"
ACTIVITIES: Final = "application/activity+json"
CONTEXT: Final = "https://www.w3.org/ns/activitystreams"
_START: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# The last moment that a page may be named by: the year 9999.
_LAST: Final = 253_402_300_799_000_000
# What XML 1.0 has no sign for: somebody pasted it into a title.
_UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Stream:
    """A page of entries with its addresses (absolute); ``older`` is empty on the last page.

    ``is_dated``: ``changed`` moves with all that may change here. Over several groups, or where lines are told as long
    as a page shows them, something may vanish and no date tell it.
    """

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
    is_dated: bool = False


@dataclass(frozen=True)
class FeedText:
    """A text ready to be sent; the tag changes exactly when the text does, and so does the date where there is one."""

    body: bytes
    etag: str
    changed: dt.datetime | None


def private_stream(row: FeedAddress, path: str, before: int | None = None) -> Stream:
    """What the person behind this address follows, in their language."""
    with translation.override(row.person.language):
        if row.reach == FeedAddress.Reach.GROUP:
            page = feed.page_of(row.space, before=before)
            entries: Sequence[Entry] = [entry_of(one) for one in page.told]
            older = page.older
            spaces = [row.space]
        else:
            entries, older, spaces = _wide(row, before)
        is_mine = row.reach == FeedAddress.Reach.MINE
        name = _("my groups") if is_mine else row.space.name
        title = _("What happens: %(group)s") % {"group": name}
    # The last fact of all, told or not: what changes a name that was told already is a fact as well.
    last = Fact._base_manager.filter(space__in=spaces).order_by("-at").values_list("at", flat=True).first()
    # What the groups of a network make public is no fact of its own.
    moments = [one.at for one in entries[:1]] + ([last] if last else [])
    return Stream(
        mark=f"tag:commun,2026:feed:{row.ref}",
        title=title,
        group=name,
        page_url=absolute(reverse("home") if is_mine else here(row.space.slug, "exchange:feed")),
        own_url=absolute(path if before is None else f"{path}?avant={before}"),
        first_url=absolute(path),
        older_url=absolute(f"{path}?avant={older}") if older else "",
        language=row.person.language,
        changed=max(moments, default=row.created_at),
        entries=entries,
        is_dated=row.reach == FeedAddress.Reach.GROUP,
    )


def _wide(row: FeedAddress, before: int | None) -> tuple[Sequence[Entry], int | None, list[Space]]:
    """Over several groups, pages are named by the moment (microseconds) before which they start."""
    moment = moment_of(before)
    if row.reach == FeedAddress.Reach.MINE:
        page = feed_wide.page_of_mine(row.person, moment)
        spaces = list(policies.spaces_of(row.person))
    else:
        page = feed_wide.page_of_network(row.space, moment)
        spaces = [row.space]
    return page.elsewhere, number_of(page.older), spaces


def moment_of(number: int | None) -> dt.datetime | None:
    """The moment before which a page over several groups starts, as its address names it."""
    return _START + dt.timedelta(microseconds=min(number, _LAST)) if number is not None else None


def number_of(moment: dt.datetime | None) -> int | None:
    """How an address names a moment."""
    return (moment - _START) // dt.timedelta(microseconds=1) if moment else None


def public_stream(member: Membership | None, space: Space, path: str) -> Stream:
    """What everybody may follow of a group; NotFound where its presentation is not public."""
    entries = feed_wide.public_page(member, space).elsewhere
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
            title=_clean(f"{one.group} · {one.sentence}" if one.group else one.sentence),
            link=one.url or one.page_url or stream.page_url,
            description=escape(_clean(one.sentence)),
            unique_id=_id(one),
            author_name=_clean(one.actor or one.group or stream.group),
            pubdate=one.at,
            updateddate=one.at,
            categories=[one.room, one.nature],
        )
    return _text(written.writeString("utf-8").encode(), stream)


# -- RSS ---------------------------------------------------------------------------------------------------------


class _Rss(Rss201rev2Feed):
    """RSS with the page that follows, and a date that does not move by itself."""

    def latest_post_date(self) -> dt.datetime:
        changed: dt.datetime = self.feed["changed"]
        return changed

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["next"]:
            handler.addQuickElement("atom:link", "", {"rel": "next", "href": self.feed["next"]})


def rss(stream: Stream) -> FeedText:
    """The stream as RSS: the same entries under the same names, for readers that know nothing else."""
    written = _Rss(
        title=_clean(stream.title),
        link=stream.page_url,
        description=_clean(stream.title),
        language=stream.language,
        feed_url=stream.own_url,
        changed=stream.changed,
        next=stream.older_url,
    )
    for one in stream.entries:
        written.add_item(
            title=_clean(f"{one.group} · {one.sentence}" if one.group else one.sentence),
            link=one.url or one.page_url or stream.page_url,
            description=escape(_clean(one.sentence)),
            unique_id=_id(one),
            unique_id_is_permalink=False,
            author_name=_clean(one.actor or one.group or stream.group),
            pubdate=one.at,
            categories=[one.room, one.nature],
        )
    return _text(written.writeString("utf-8").encode(), stream)


def _clean(words: str) -> str:
    return _UNSAYABLE.sub("", words)


def _id(entry: Entry) -> str:
    return f"tag:commun,2026:fact:{entry.mark}"


def _text(body: bytes, stream: Stream) -> FeedText:
    return FeedText(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', stream.changed if stream.is_dated else None)


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
        "orderedItems": [
            activity_of(one, one.group or stream.group, one.page_url or stream.page_url) for one in stream.entries
        ],
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
