"""Match activities with notices and keep the best, with the reasons and the version of the rule."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from commun.algo.matching import ALGORITHM
from commun.core import clock
from commun.people.models import Activity
from commun.tenders.models import Match, Notice, PastAward
from commun.tenders.queries.corpus import corpus, cpv_labels
from commun.tenders.queries.fit import Fit, fits, wishes_of

LOCK: Final = 0x6D617463
BLOCK: Final = 50
EXAMPLES: Final = 20_000
READ: Final = 1000
FORGOTTEN_AFTER: Final = dt.timedelta(days=400)


@dataclass(slots=True)
class MatchReport:
    """What a run did."""

    activities: int = 0
    notices: int = 0
    kept: int = 0
    new: int = 0
    estimated: int = 0


def match_activities(
    *, activity_ids: Sequence[int] | None = None, estimate_again: bool = False, estimates: bool = True
) -> MatchReport:
    """Rank the open notices for these activities (all that are watched by default) and keep the best 200 each.

    ``estimate_again`` guesses anew the CPV of notices that name none (nightly); without ``estimates`` a later run
    will guess it. Runs one at a time.
    """
    report = MatchReport(estimated=estimate_cpv(again=estimate_again) if estimates else 0)
    activities = Activity.objects.filter(is_active=True, person__is_active=True, person__erased_at=None)
    if activity_ids is not None:
        activities = activities.filter(pk__in=activity_ids)
    listed = list(activities.order_by("pk"))
    _stop_unwatched()
    if not listed:
        return report
    laid = corpus()
    report.notices = sum(one.is_open for one in laid.facts.values())
    for start in range(0, len(listed), BLOCK):
        block = listed[start : start + BLOCK]
        wishes = wishes_of(block)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            for key, found in fits(laid, list(wishes.values())):
                _keep(int(key), found, report)
        report.activities += len(block)
    return report


def _stop_unwatched() -> None:
    """Activities no longer watched propose nothing; very old matches are forgotten."""
    Match.objects.filter(activity__is_active=False).delete()
    Match.objects.filter(first_seen_at__lt=clock.now() - FORGOTTEN_AFTER).delete()


def _keep(activity_id: int, found: Sequence[Fit], report: MatchReport) -> None:
    """Write what changed only. Matches of notices that closed since stay: they are what was received."""
    now = clock.now()
    stored = {row.notice_id: row for row in Match.objects.filter(activity_id=activity_id)}
    fresh: list[Match] = []
    for position, fit in enumerate(found, start=1):
        row = Match(
            activity_id=activity_id,
            notice_id=fit.notice_id,
            score=round(fit.score, 4),
            position=position,
            reasons=list(fit.reasons),
            algorithm=ALGORITHM,
            first_seen_at=now,
        )
        old = stored.get(fit.notice_id)
        report.new += old is None
        if old is None or _said(old) != _said(row):
            fresh.append(row)
    kept = {fit.notice_id for fit in found}
    dropped = [pk for pk in stored if pk not in kept]
    still_open = Notice.objects.open_at(now).filter(pk__in=dropped).values("pk")
    Match.objects.filter(activity_id=activity_id, notice_id__in=still_open).delete()
    Match.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["activity", "notice"],
        update_fields=["score", "position", "reasons", "algorithm"],
    )
    report.kept += len(found)


def _said(row: Match) -> tuple[float, int, str, list[object]]:
    return round(row.score, 4), row.position, row.algorithm, row.reasons


def estimate_cpv(*, again: bool = False) -> int:
    """Guess the CPV division of open notices that name none, so that trades compare; says how many."""
    from commun.algo.matching import CpvPredictor

    missing = Notice.objects.open_at(clock.now()).filter(cpv=[])
    if not again:
        missing = missing.filter(cpv_estimated=[])
    rows = list(missing.only("pk", "title", "description", "facts", "cpv_estimated"))
    examples = _examples() if rows else []
    if not rows:
        return 0
    predictor = CpvPredictor(examples, cpv_labels())
    texts = [f"{row.title}\n{row.description[:READ]}" for row in rows]
    changed: list[Notice] = []
    for row, guesses in zip(rows, predictor.estimate(texts), strict=True):
        codes = [guess.code for guess in guesses]
        if codes != row.cpv_estimated:
            row.cpv_estimated = codes
            row.facts["cpv_shares"] = [round(guess.probability, 3) for guess in guesses]
            changed.append(row)
    now = clock.now()
    for row in changed:
        row.changed_at = now
    Notice.objects.bulk_update(changed, ["cpv_estimated", "facts", "changed_at"], batch_size=500)
    return len(changed)


def _examples() -> list[tuple[str, str]]:
    notices = Notice.objects.exclude(cpv=[]).order_by("-published_on", "-pk")
    known = [(title, cpv[0]) for title, cpv in notices.values_list("title", "cpv")[:EXAMPLES]]
    awards = PastAward.objects.exclude(cpv="").order_by("-pk").values_list("title", "cpv")
    return known + list(awards[:EXAMPLES])
