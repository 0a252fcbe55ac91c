"""What a decision may change here: give or end a mandate; write, change, retire or bring back a role card (C25)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.algo.calendar.terms import term_end
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance import states
from commun.governance.actions import mandates, role_cards
from commun.governance.effects import DiffLine, Effect, differing, effects
from commun.governance.journal import roles as facts
from commun.governance.models import Decision, Mandate, Membership, Process, Role, RoleVersion, Vacancy
from commun.governance.notifications import roles as letters
from commun.governance.queries import elections
from commun.governance.queries.role_words import card_lines
from commun.ui.dates import day

Change = Mapping[str, Any]
Actor = journal.Person | journal.Rule


def register() -> None:
    """Called once the room is ready."""
    effects.add(
        "mandate",
        Effect(
            gettext_lazy("A mandate"),
            check_mandate,
            diff_mandate,
            apply_mandate,
            opening=opening_mandate,
            opened=tell_proposed,
            past=past_mandates,
        ),
    )
    effects.add(
        "turns",
        Effect(gettext_lazy("Turns of several roles"), check_turns, diff_turns, apply_turns, past=past_mandates),
    )
    effects.add("role", Effect(gettext_lazy("A role card"), check_card, diff_card, apply_card, past=past_cards))


def check_mandate(space: Space, change: Change) -> None:
    """Raises Refused when the mandate could not be given or ended as things stand."""
    if change.get("op") == "end":
        mandate = _mandate(space, change)
        if mandate.state not in mandates.LIVE:
            raise Refused(_("This mandate is over already."))
        return
    role, membership = _role(space, change), _membership(space, change)
    start, end = _term(role, change)
    mandates.check(role, membership, start, end)


def check_opening(role: Role, rules: Change) -> None:
    """Raises Refused when an election for this role, by these rules, could not end in a mandate."""
    start, end = _term(role, rules)
    if not mandates.has_free_seat(role, start, end):
        raise Refused(_("Every seat of this role is taken on that day: give a first day on which one is free."))


def opening_mandate(decision: Decision, change: Change, wish: Any) -> None:
    """Raises Refused while the group chooses somebody for this very seat in another way."""
    if change.get("op") == "end":
        return
    role = _role(decision.space, change)
    refuse_if_choosing(role)


def refuse_if_choosing(role: Role) -> None:
    """One seat, one choice at a time. Raises Refused."""
    other = elections.going_on(role).first() if role.seats == 1 else None
    if other is not None:
        raise Refused(
            _("The group is choosing somebody for this role already, in “%(title)s”: take part there, or wait.")
            % {"title": other.title}
        )


def tell_proposed(process: Process, change: Change) -> None:
    """To the person whom it would give the mandate: they may say yes gladly, or decline."""
    if change.get("op") == "end" or process.method == Process.Method.ELECTION:
        return
    member = _membership(process.space, change)
    if member.state == states.MEMBER and member.pk != process.opened_by_id:
        letters.proposed(process, _role(process.space, change), member)


def diff_mandate(space: Space, change: Change) -> list[DiffLine]:
    """The mandate in words."""
    if change.get("op") == "end":
        mandate = _mandate(space, change)
        return [DiffLine(mandate.role.name, before=mandate.membership.name)]
    role, membership = _role(space, change), _membership(space, change)
    return [_given(role, membership, *_term(role, change))]


def _given(role: Role, membership: Membership, start: dt.date, end: dt.date | None) -> DiffLine:
    said = _("%(person)s, from %(start)s") if end is None else _("%(person)s, from %(start)s to %(end)s")
    words = {"person": membership.name, "start": day(start, year=True), "end": day(end, year=True) if end else ""}
    return DiffLine(role.name, after=said % words)


def past_mandates(space: Space, changes: Mapping[int, Change]) -> Mapping[int, list[DiffLine]]:
    """The mandates that each gave, without those handed over since, or the one that it ended. 2 queries."""
    ended = {pk: one.get("mandate") for pk, one in changes.items() if one.get("op") == "end"}
    chosen = {pk: {one.get("membership") for one in _each(change)} for pk, change in changes.items()}
    with scope.use(space):
        rows = Mandate.objects.select_related("role", "membership__person").order_by("starts_on", "pk")
        given = list(rows.filter(decision__in=chosen, learns_beside=None))
        over = {one.ref: one for one in rows.filter(ref__in=ended.values())} if ended else {}
    found: dict[int, list[DiffLine]] = {
        pk: [DiffLine(over[ref].role.name, before=over[ref].membership.name)]
        for pk, ref in ended.items()
        if ref in over
    }
    for one in given:
        pk = one.decision_id or 0
        if pk not in ended and one.membership_id in chosen[pk]:
            found.setdefault(pk, []).append(_given(one.role, one.membership, one.starts_on, one.ends_on))
    return found


def _each(change: Change) -> list[Change]:
    return _turns(change) if "turns" in change else [change]


def apply_mandate(decision: Decision, change: Change, actor: Actor) -> None:
    """Give or end exactly this mandate, by this decision."""
    space = decision.space
    if change.get("op") == "end":
        row = mandates.locked(_mandate(space, change))
        mandates.close(row, facts.MANDATE_ENDED, actor, cause=Vacancy.Cause.ENDED)
        return
    role = _role(space, change)
    start, end = _term(role, change)
    mandate = mandates.grant(
        actor=actor,
        role=role,
        membership=_membership(space, change),
        decision=decision,
        starts_on=start,
        ends_on=end,
    )
    letters.given(mandate, decision)


def _turns(change: Change) -> list[Change]:
    """Each turn as a mandate of one month."""
    turns = change.get("turns")
    if not isinstance(turns, list) or not turns or not all(isinstance(one, Mapping) for one in turns):
        raise Refused(_("There is no turn in this plan."))
    return [{**one, "months": 1} for one in turns]


def check_turns(space: Space, change: Change) -> None:
    """Raises Refused when one of the turns could not be given as things stand."""
    for one in _turns(change):
        check_mandate(space, one)


def diff_turns(space: Space, change: Change) -> list[DiffLine]:
    """Each turn in words."""
    return [line for one in _turns(change) for line in diff_mandate(space, one)]


def apply_turns(decision: Decision, change: Change, actor: Actor) -> None:
    """All the turns, or none."""
    for one in _turns(change):
        apply_mandate(decision, one, actor)


def check_card(space: Space, change: Change) -> None:
    """Raises Refused when the card could not be written as things stand."""
    op = change.get("op", "")
    if op not in {"create", "change", "retire", "restore"}:
        raise Refused(_("This is not a role card."))
    if op != "create":
        role = _role(space, change)
        if op == "retire":
            role_cards.check_retirement(role)
        if op == "change" and role.retired_on is not None:
            raise Refused(_("This role is retired: bring it back first."))
    if op != "retire":
        role_cards.checked(_card(space, change))


def diff_card(space: Space, change: Change) -> list[DiffLine]:
    """Field by field: what the card says now, what it would say."""
    op = change.get("op", "")
    before = {} if op == "create" else card_lines(role_cards.card_as_it_is(_role(space, change)))
    if before and op == "restore" and _role(space, change).retired_on is not None:
        before = {}
    after = {} if op == "retire" else card_lines(role_cards.checked(_card(space, change)))
    return _differing(before, after)


def past_cards(space: Space, changes: Mapping[int, Change]) -> Mapping[int, list[DiffLine]]:
    """What each changed in the card as it was before, whatever was written since. 2 queries."""
    with scope.use(space):
        mine = RoleVersion.objects.filter(decision__in=changes).values_list("role", flat=True)
        versions = list(RoleVersion.objects.filter(role__in=list(mine)).order_by("pk"))
    found: dict[int, list[DiffLine]] = {}
    before: dict[int, RoleVersion] = {}
    for one in versions:
        change = changes.get(one.decision_id or 0)
        if change is not None:
            old = before.get(one.role_id) if change.get("op") == "change" else None
            found[one.decision_id or 0] = _differing(_lines_in(old), _lines_in(one))
        before[one.role_id] = one
    return found


def _lines_in(version: RoleVersion | None) -> dict[str, str]:
    return {} if version is None else card_lines(role_cards.card_of(version.content))


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[DiffLine]:
    return differing([*before, *after], before, after)


def apply_card(decision: Decision, change: Change, actor: Actor) -> None:
    """Write exactly this card, by this decision."""
    space, op = decision.space, change.get("op", "")
    if op == "create":
        role_cards.write_new(space=space, card=_card(space, change), actor=actor, author=None, decision=decision)
        return
    role = _role(space, change)
    if op == "retire":
        role_cards.retire(role=role, actor=actor, decision=decision)
        return
    fact = facts.CARD_RESTORED if op == "restore" else facts.CARD_CHANGED
    role_cards.write_again(role=role, card=_card(space, change), actor=actor, author=None, decision=decision, fact=fact)


def _card(space: Space, change: Change) -> role_cards.Card:
    if change.get("op") != "restore":
        return role_cards.card_of(change.get("card", {}))
    number = change.get("version")
    with scope.use(space):
        rows = RoleVersion.objects.filter(role__ref=change.get("role"))
        version = rows.filter(number=number).first() if isinstance(number, int) else None
    if version is None:
        raise Refused(_("There is no such version of this card."))
    return role_cards.card_of(version.content)


def _role(space: Space, change: Change) -> Role:
    with scope.use(space):
        found = Role.objects.select_related("space").filter(ref=change.get("role")).first()
    if found is None:
        raise Refused(_("There is no such role in the group."))
    return found


def _membership(space: Space, change: Change) -> Membership:
    with scope.use(space):
        rows = Membership.objects.select_related("person", "space")
        asked = change.get("membership")
        found = rows.filter(pk=asked).first() if isinstance(asked, int) else None
    if found is None:
        raise Refused(_("There is no such person in the group."))
    return found


def _mandate(space: Space, change: Change) -> Mandate:
    with scope.use(space):
        rows = Mandate.objects.select_related("role", "membership__person", "space")
        found = rows.filter(ref=change.get("mandate")).first()
    if found is None:
        raise Refused(_("There is no such mandate in the group."))
    return found


def _term(role: Role, change: Change) -> tuple[dt.date, dt.date | None]:
    """From the day written (or today, when it is past) for the months written, else those of the card."""
    written = change.get("starts_on")
    months = change.get("months") or role.term_months
    try:
        start = max(dt.date.fromisoformat(written), clock.today()) if written else clock.today()
        mandates.check_start(start)
        return start, term_end(start, months) if months else None
    except (TypeError, ValueError) as error:
        raise Refused(_("The dates of this mandate are not dates.")) from error
