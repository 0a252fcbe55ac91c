"""The threads of an archive, told from all its messages and from those that the list holds already."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.core import clock
from commun.exchange.actions.joining import join
from commun.exchange.models import MailingList, Post, Thread


class Threads:
    """Says which thread each message of an archive is of; makes those that are not there when they are needed.

    Made once for an archive, whatever the order of its messages: 2 queries. Space in scope.
    """

    def __init__(
        self, row: MailingList, cards: Sequence[mails.Card], marks: Mapping[str, tuple[str, str]] | None = None
    ) -> None:
        self.row = row
        # What a list like this one said of its threads: people took some apart and put others together.
        marks = marks or {}
        self.called: dict[str, str] = {}
        rows = list(Post.objects.filter(list=row).values_list("message_id", "names", "subject", "at", "thread"))
        # By message: its thread, the messages brought in meanwhile too.
        self.thread_of: dict[str, int] = {message_id: thread for message_id, _n, _s, _at, thread in rows}
        kept = [mails.Card(message_id, tuple(names), subject, at) for message_id, names, subject, at, _t in rows]
        fresh = [one for one in cards if one.id not in self.thread_of]
        self.root_of = mails.roots(mails.parents([*kept, *fresh]))
        for message_id, (mark, subject) in marks.items():
            self.root_of[message_id] = f"thread:{mark}"
            self.called[f"thread:{mark}"] = subject
        self.cards: dict[str, list[mails.Card]] = {}
        for card in fresh:
            self.cards.setdefault(self.root_of[card.id], []).append(card)
        self.known: dict[str, list[Thread]] = {}
        threads = Thread.objects.in_bulk(set(self.thread_of.values()))
        for message_id, number in self.thread_of.items():
            near = self.known.setdefault(self.root_of[message_id], [])
            if threads[number] not in near:
                near.append(threads[number])

    def of(self, card: mails.Card) -> Thread:
        """The thread of a message that is not there yet. Journal held, space in scope."""
        root = self.root_of[card.id]
        near = self.known.get(root, [])
        if not near:
            near = self.known[root] = [self._new(root)]
        elif len(near) > 1 and not any(one.split_from_id for one in near):
            near = self.known[root] = [self._joined(near)]
        by_number = {one.pk: one for one in near}
        named = (self.thread_of.get(one) for one in reversed(card.references))
        found = next((by_number[one] for one in named if one in by_number), None) or near[0]
        self.thread_of[card.id] = found.pk
        self._moved(found, card)
        return found

    def _new(self, root: str) -> Thread:
        first = min(self.cards[root], key=lambda one: (one.at or clock.now(), one.id))
        at = first.at or clock.now()
        called = self.called.get(root) or mails.shown(first.subject)[:300]
        thread = Thread(
            space_id=self.row.space_id, list=self.row, subject=called or _("(no subject)"),
            base=mails.base_of(self.called.get(root) or first.subject)[:300], started_at=at, last_at=at,
        )  # fmt: skip
        thread.save()
        return thread

    def _joined(self, near: list[Thread]) -> Thread:
        """The archive shows that these are one; nobody took them apart."""
        first, *others = sorted(near, key=lambda one: (one.started_at, one.pk))
        gone = {one.pk for one in others}
        for other in others:
            join(first, other)
        self.thread_of = {one: first.pk if number in gone else number for one, number in self.thread_of.items()}
        return first

    def _moved(self, thread: Thread, card: Any) -> None:
        if card.at < thread.started_at or card.at > thread.last_at:
            thread.started_at, thread.last_at = min(thread.started_at, card.at), max(thread.last_at, card.at)
            thread.save(update_fields=["started_at", "last_at"])
