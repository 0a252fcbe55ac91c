"""Date polls: yes, if need be, no; those without whom it makes no sense are counted first."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.algo.voting import summaries
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance import meeting_dates, methods
from commun.governance.methods import Ending, Way
from commun.governance.models import Ballot, Elector, Process
from commun.governance.ways import common

ANSWERS = (summaries.YES, summaries.IF_NEED_BE, summaries.NO)


def clean(said: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of a date poll: who is needed (memberships), how long the meeting lasts."""
    kept = common.clean({**said, "may_close_early": said.get("may_close_early", True)})
    kept["needed"] = sorted({int(member) for member in said.get("needed") or ()})
    kept["minutes"] = common.whole(said, "minutes", 120, 5, 24 * 60)
    kept["place"] = str(said.get("place") or "")[:200]
    return kept


def check_options(options: Sequence[Any], closes_at: dt.datetime | None) -> None:
    """Each date comes after the last day for answering. Raises Refused."""
    latest = max(clock.now(), closes_at or clock.now())
    for one in options:
        start = (one.data or {}).get("starts_at")
        if start and dt.datetime.fromisoformat(start) <= latest:
            raise Refused(_("“%(date)s” is past, or comes before the answers are closed.") % {"date": one.label})
        if start:
            meeting_dates.check_day(dt.datetime.fromisoformat(start).date(), clock.today())


def opened(process: Process) -> None:
    """Mark those without whom the meeting makes no sense."""
    with scope.use(process.space_id):
        Elector.objects.filter(process=process, membership_id__in=process.rules["needed"]).update(is_needed=True)


def answer(process: Process, content: Mapping[str, Any]) -> dict[str, Any]:
    """An answer for each date; a date without one says nothing."""
    said = {str(date): reply for date, reply in dict(content.get("dates") or {}).items() if reply}
    common.known(process, said)
    if not said:
        raise Refused(_("Answer for at least one date."))
    if not set(said.values()) <= set(ANSWERS):
        raise Refused(_("Choose one of the answers."))
    return {"dates": {date: said[date] for date in sorted(said, key=int)}}


def ending(process: Process) -> Ending:
    """The date kept: most « yes », then fewest « no »; equals stay tied, and needed people who are missing are told."""
    with scope.use(process.space_id):
        rows = Ballot.objects.filter(process=process).values_list("elector__membership_id", "content")
        answers = {str(member): content["dates"] for member, content in rows}
        needed = Elector.objects.filter(process=process, is_needed=True).values_list("membership_id", flat=True)
        poll = summaries.date_poll(common.options_of(process), answers, [str(member) for member in needed])
    told = {
        "rule": poll.rule,
        "answers": len(answers),
        "slots": [
            {
                "date": slot.date, "yes": slot.yes, "if_need_be": slot.if_need_be, "no": slot.no,
                "needed_yes": slot.needed_yes, "needed_if_need_be": slot.needed_if_need_be,
                "missing": [int(member) for member in slot.missing],
            }
            for slot in poll.slots
        ],
        "settled": [poll.kept] if poll.kept else [],
        "ties": [list(poll.ties)] if poll.ties else [],
        "missing": [int(member) for member in poll.warnings],
    }  # fmt: skip
    return Ending(methods.ADOPTED if poll.kept else methods.TIE, told)


def _closed(process: Process, actor: Any) -> None:
    from commun.governance.actions import date_polls

    date_polls.closed(process, actor)


def register() -> None:
    """Add the date poll to the ways of deciding."""
    methods.ways.add(
        Process.Method.DATES,
        Way(
            explain=gettext_lazy("Each says yes, if need be or no for each date; the date that suits most is kept."),
            clean=clean,
            check_options=check_options,
            ballot=answer,
            opened=opened,
            ending=ending,
            needs_options=True,
            closed=_closed,
        ),
    )
