"""Two threads turn out to be one opportunity: everything people said moves to the one that stays."""

from commun.core import scope
from commun.tenders.models import (
    BuyerTerm,
    Intention,
    Mark,
    Match,
    Need,
    Notice,
    NoticeVersion,
    PastAward,
    Pursuit,
    ThreadKey,
)

_FURTHER = ("let_go", "new", "interested", "studied", "going")


def absorb(survivor: Notice, absorbed: Notice) -> None:
    """Move all rows of ``absorbed`` to ``survivor``, keep its reference as a key, and delete it."""
    with scope.everywhere("a notice is shared: what every group said of it follows it"):
        _move_needs(survivor, absorbed)
        _move_pursuits(survivor, absorbed)
        _move_terms(survivor, absorbed)
    ThreadKey.objects.filter(notice=absorbed).update(notice=survivor)
    ThreadKey.objects.update_or_create(key=f"ref:{absorbed.ref}", defaults={"notice": survivor})
    NoticeVersion.objects.filter(notice=absorbed).update(notice=survivor)
    PastAward.objects.filter(notice=absorbed).update(notice=survivor)
    marked = Mark.objects.filter(notice=survivor).values("person_id")
    Mark.objects.filter(notice=absorbed).exclude(person_id__in=marked).update(notice=survivor)
    matched = Match.objects.filter(notice=survivor).values("activity_id")
    Match.objects.filter(notice=absorbed).exclude(activity_id__in=matched).update(notice=survivor)
    absorbed.delete()


def _move_needs(survivor: Notice, absorbed: Notice) -> None:
    """Needs read alike are one need; the others follow with new places."""
    kept: dict[int, list[Need]] = {}
    for need in Need.objects.filter(notice=survivor):
        kept.setdefault(need.space_id, []).append(need)
    for need in list(Need.objects.filter(notice=absorbed).order_by("space_id", "position")):
        there = kept.setdefault(need.space_id, [])
        twin = next((one for one in there if (one.label, one.lot_number) == (need.label, need.lot_number)), None)
        if twin is None:
            need.notice = survivor
            need.position = max((one.position for one in there), default=0) + 1
            need.save(update_fields=["notice", "position"])
            there.append(need)
            continue
        said = Intention.objects.filter(need=twin).values("member_id")
        Intention.objects.filter(need=need).exclude(member_id__in=said).update(need=twin)
        need.delete()


def _move_pursuits(survivor: Notice, absorbed: Notice) -> None:
    """Where a group follows both, the stage that went further stays."""
    kept = {pursuit.space_id: pursuit for pursuit in Pursuit.objects.filter(notice=survivor)}
    for pursuit in list(Pursuit.objects.filter(notice=absorbed)):
        there = kept.get(pursuit.space_id)
        if there is None:
            pursuit.notice = survivor
            pursuit.save(update_fields=["notice"])
            continue
        if _FURTHER.index(pursuit.stage) > _FURTHER.index(there.stage):
            there.stage, there.holder, there.reason = pursuit.stage, pursuit.holder, pursuit.reason
            there.changed_at = pursuit.changed_at
            there.save(update_fields=["stage", "holder", "reason", "changed_at"])
        pursuit.delete()


def _move_terms(survivor: Notice, absorbed: Notice) -> None:
    """What the buyer asks: where both say it, the words on the one that stays hold."""
    place = ("space_id", "kind", "lot_number", "subject")
    kept = set(BuyerTerm.objects.filter(notice=survivor).values_list(*place))
    rows = BuyerTerm.objects.filter(notice=absorbed)
    free = [row.pk for row in rows if tuple(getattr(row, name) for name in place) not in kept]
    rows.filter(pk__in=free).update(notice=survivor)
