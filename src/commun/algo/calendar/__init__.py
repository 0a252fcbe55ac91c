"""When things come round again: digests, meetings, terms, and the feed of them (docs/algorithms/calendar.md)."""

from commun.algo.calendar.cards import Card, cards
from commun.algo.calendar.collisions import Collision, collisions, to_settle
from commun.algo.calendar.expansion import (
    FOREIGN,
    HOUR_SKIPPED,
    HOUR_TWICE,
    OWN,
    Expansion,
    Limits,
    Occurrence,
    at_wall,
    expand,
)
from commun.algo.calendar.ical import Event, Feed, Party, write_feed
from commun.algo.calendar.itip import NotAnAnswer, Reply, read_reply
from commun.algo.calendar.recurrence import (
    CountAndUntil,
    NeverEnds,
    Rule,
    RuleError,
    TooFar,
    TooMany,
    TooOften,
    UnknownPart,
    Unreadable,
    parse,
    write,
)
from commun.algo.calendar.saying import Saying, say
from commun.algo.calendar.terms import Reminder, add_months, has_ended, reminders_due, review_dates, term_end
from commun.algo.calendar.turns import last_turn

__all__ = [
    "FOREIGN",
    "HOUR_SKIPPED",
    "HOUR_TWICE",
    "OWN",
    "Card",
    "Collision",
    "CountAndUntil",
    "Event",
    "Expansion",
    "Feed",
    "Limits",
    "NeverEnds",
    "NotAnAnswer",
    "Occurrence",
    "Party",
    "Reminder",
    "Reply",
    "Rule",
    "RuleError",
    "Saying",
    "TooFar",
    "TooMany",
    "TooOften",
    "UnknownPart",
    "Unreadable",
    "add_months",
    "at_wall",
    "cards",
    "collisions",
    "expand",
    "has_ended",
    "last_turn",
    "parse",
    "read_reply",
    "reminders_due",
    "review_dates",
    "say",
    "term_end",
    "to_settle",
    "write",
    "write_feed",
]
