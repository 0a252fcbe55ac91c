"""Facts of a group, made directly, and the doors by which they might leave it."""

from typing import Any

from django.db import transaction
from lxml import etree

from commun.core import journal
from commun.core.models import Fact, Space
from commun.core.urls import here
from commun.exchange import feed_tokens
from commun.exchange.actions import feeds
from commun.exchange.models import FeedAddress
from commun.governance.models import Membership

ATOM = "{http://www.w3.org/2005/Atom}"
VOICED, FOLLOWED = "governance.decision.voiced", "governance.decision.followed"


def say(
    space: Space, name: str, member: Membership | None = None, about: Any = ("governance.decision", "x"), **data: Any
) -> Fact:
    """Record a fact as the rooms do."""
    actor = journal.Person(member.person_id) if member else journal.PROGRAM
    with transaction.atomic():
        return journal.record(name, space=space, actor=actor, about=about, data=data)


def opened(member: Membership) -> FeedAddress:
    return feeds.open_feed(by=member)


def path_of(row: FeedAddress, form: str = "atom") -> str:
    return feed_tokens.path_of(row, form)


def page_of(space: Space) -> str:
    return here(space.slug, "exchange:feed")


def public_paths(space: Space) -> list[str]:
    return [here(space.slug, f"exchange:public-{form}") for form in ("feed", "rss", "activities")]


def entries_of(body: bytes) -> list[dict[str, str]]:
    """Entries of an Atom document; what RFC 4287 requires is there."""
    root = etree.fromstring(body)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.iter(f"{ATOM}entry")):
        for needed in ("id", "title", "updated"):
            assert len(element.findall(ATOM + needed)) == 1, needed
    assert root.find(f"{ATOM}author") is not None
    return [{str(one.tag).removeprefix(ATOM): one.text or "" for one in entry} for entry in root.iter(f"{ATOM}entry")]


def link_of(body: bytes, rel: str) -> str:
    """The address of one link of the feed, empty when it has none."""
    links = [one.get("href") for one in etree.fromstring(body).findall(f"{ATOM}link") if one.get("rel") == rel]
    return str(links[0]) if links else ""
