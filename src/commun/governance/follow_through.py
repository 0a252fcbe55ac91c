"""The states of a decision and the moves between them: one table, no database.

heard -> proposed -> adopted -> engaged -> done / partly / let go / replaced. Adopted says that the group wants it;
engaged, that somebody carries it, with a first step and a date. Letting go is an honourable end.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

HEARD, PROPOSED, ADOPTED, ENGAGED = "heard", "proposed", "adopted", "engaged"
DONE, PARTLY, LET_GO, REPLACED = "done", "partly", "let_go", "replaced"
STATES = (HEARD, PROPOSED, ADOPTED, ENGAGED, DONE, PARTLY, LET_GO, REPLACED)
# What the group decided and still holds: in force as long as no end date has passed.
IN_FORCE = frozenset({ADOPTED, ENGAGED, DONE, PARTLY})
ENDED = frozenset({DONE, PARTLY, LET_GO, REPLACED})
# Nobody plans further ahead: it is a year mistyped.
FURTHEST = dt.timedelta(days=3653)

MOVES: Mapping[str, frozenset[str]] = {
    HEARD: frozenset({PROPOSED, LET_GO}),
    # Back to « heard »: withdrawn, kept for later.
    PROPOSED: frozenset({ADOPTED, HEARD, LET_GO}),
    ADOPTED: frozenset({ENGAGED, LET_GO, REPLACED}),
    # Back to « adopted »: nobody carries it any more (a carrier left, say).
    ENGAGED: frozenset({DONE, PARTLY, LET_GO, REPLACED, ADOPTED}),
    # What was done or partly done may still be replaced, or be let go at a review.
    DONE: frozenset({REPLACED, LET_GO}),
    PARTLY: frozenset({ENGAGED, DONE, LET_GO, REPLACED}),
    # Nothing is lost: what was let go may be voiced again.
    LET_GO: frozenset({HEARD}),
    REPLACED: frozenset(),
}

_NO_WAY: Mapping[str, Any] = {
    HEARD: _("What was heard is first proposed, or let go."),
    PROPOSED: _("A proposal is adopted, kept for later or let go; nothing else."),
    ADOPTED: _("First say who carries it, the first step and a date."),
    ENGAGED: _("What is engaged ends done, partly done, let go or replaced."),
    DONE: _("This is done: it can only be replaced, or let go at a review."),
    PARTLY: _("This ended partly done: engage it again, call it done, let it go or replace it."),
    LET_GO: _("This was let go: voice it again to take it up."),
    REPLACED: _("This was replaced: look at what replaced it."),
}


class IllegalStep(Exception):
    """This move does not exist; ``sentence`` tells the person why."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def check(before: str, after: str) -> None:
    """Raise IllegalStep unless a decision may go from ``before`` to ``after``."""
    if before == after:
        raise IllegalStep(_("It is already there."))
    if after not in MOVES[before]:
        raise IllegalStep(_NO_WAY[before])


def needs_reason(after: str) -> bool:
    """Whoever lets a decision go, or calls it partly done, says why."""
    return after in {LET_GO, PARTLY}
