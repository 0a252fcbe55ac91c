"""Renewals: a seat left empty opens, by itself and once, the way of filling that its role card names.

The actor is the card's rule. What was chosen by lot or among volunteers becomes a mandate at the close; elections,
consents and votes on one person do it themselves, by the change that their decision carries.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.governance import follow_through, methods, policies
from commun.governance.actions import decision_moves, mandates, processes
from commun.governance.actions.places import hold
from commun.governance.actions.processes import OptionWish, Wish
from commun.governance.decision_text import Words
from commun.governance.journal import decisions as decision_facts
from commun.governance.journal import roles as facts
from commun.governance.models import Decision, Membership, Process, Role, Vacancy, Volunteering
from commun.governance.queries import elections

RENEWAL = journal.Rule(facts.RULE_OF_RENEWAL)
OPEN_FOR = dt.timedelta(days=14)
OVER = (Process.State.CLOSED, Process.State.WITHDRAWN)
COUNTED = (Process.Method.CHOICE, Process.Method.SORTITION)


def open_renewals() -> int:
    """Give what was counted, then open the renewals of seats left empty, once each; says how many opened."""
    with scope.everywhere("renewals that role cards name"):
        waiting = Vacancy.objects.filter(closed_on=None, role__retired_on=None).order_by("opened_on", "pk")
        counted = list(waiting.filter(process__state__in=OVER))
    for vacancy in counted:
        _quietly(vacancy, _settle)
    with scope.everywhere("renewals that role cards name"):
        fresh = list(waiting.filter(process=None).exclude(role__filling=Role.Filling.SELF))
    return sum(_quietly(vacancy, _renew) for vacancy in fresh)


def _quietly(vacancy: Vacancy, do: Any) -> bool:
    """Never stops the others: what is refused today is tried again, and the seat stays visible meanwhile."""
    try:
        with transaction.atomic():
            return bool(do(_locked(vacancy)))
    except Refused:
        return False


def _locked(vacancy: Vacancy) -> Vacancy:
    with scope.use(vacancy.space_id):
        rows = Vacancy.objects.select_for_update(of=("self",)).select_related("role__space", "process__decision")
        return rows.get(pk=vacancy.pk)


def _renew(row: Vacancy) -> bool:
    if row.closed_on is not None or row.process_id is not None:
        return False
    with scope.use(row.space_id):
        going_on = elections.going_on(row.role).first()
    if going_on is not None:
        _link(row, going_on)
        return False
    host = _host_of(row)
    # Everybody will read these words: they are written in the group's language.
    with translation.override(row.role.space.language):
        process = processes.open_by_rule(opened_by=host, wish=_wish(row.role, host), rule=facts.RULE_OF_RENEWAL)
    _link(row, process)
    journal.record(
        facts.RENEWAL_OPENED,
        space=row.role.space,
        actor=RENEWAL,
        about=(facts.ROLE, row.role.ref),
        data={"process": process.ref, "mandate": row.mandate_id},
    )
    return True


def _link(row: Vacancy, process: Process | None) -> None:
    row.process = process
    row.save(update_fields=["process"])


def _settle(row: Vacancy) -> bool:
    """The seat goes to whom the lot or the vote named; a seat beside one that was filled is renewed in its turn."""
    process = row.process
    if process is None or row.closed_on is not None or process.outcome != methods.ADOPTED:
        return False
    with scope.use(row.space_id):
        has_filled = Vacancy.objects.filter(process=process).exclude(closed_on=None).exists()
    if process.method in COUNTED and not has_filled:
        for member in _named(process):
            mandates.grant(
                actor=RENEWAL,
                role=row.role,
                membership=member,
                decision=process.decision,
                starts_on=None,
                ends_on=None,
            )
        return True
    if has_filled:
        _link(row, None)
    return has_filled


def _named(process: Process) -> list[Membership]:
    """The people whom the result names: by reference for a lot, by option for a vote."""
    named = list((process.result or {}).get("settled") or (process.result or {}).get("winners") or ())
    with scope.use(process.space_id):
        awake = Membership.objects.filter(state="member").select_related("person", "space")
        if process.method == Process.Method.SORTITION:
            return list(awake.filter(person__ref__in=named).order_by("pk"))
        chosen = process.options.filter(position__in=[int(one) for one in named])
        return list(awake.filter(pk__in=[option.data["membership"] for option in chosen]).order_by("pk"))


def _host_of(vacancy: Vacancy) -> Membership:
    """In whose hands the process is: somebody who facilitates, else whoever held the seat, else any awake member."""
    host = policies.roles_in_force(vacancy.role.space).first()
    if host is None:
        with scope.use(vacancy.space_id):
            awake = Membership.objects.filter(state="member").select_related("person", "space")
            host = awake.filter(pk=vacancy.mandate.membership_id).first() or awake.order_by("pk").first()
    if host is None:
        raise Refused(_("Nobody would have a voice: the group has no awake member."))
    return host


def _wish(role: Role, host: Membership) -> Wish:
    """What the card names, as far as there are volunteers; an election without candidates needs none."""
    carriers = _carriers(role)
    if role.filling == Role.Filling.SORTITION:
        rules = {"among": "volunteers", "seats": 1}
        return _asked(role, Process.Method.SORTITION, decision=_decision(role, host, {}), rules=rules)
    if role.filling == Role.Filling.VOTE and len(carriers) > 1:
        options = [OptionWish(_label(one, carriers), data={"membership": one.pk}) for one in carriers]
        return _asked(role, Process.Method.CHOICE, decision=_decision(role, host, {}), options=options)
    if role.filling in {Role.Filling.VOTE, Role.Filling.CONSENT} and len(carriers) == 1:
        method = Process.Method.PROPOSAL if role.filling == Role.Filling.VOTE else Process.Method.CONSENT
        change = {"kind": "mandate", "role": role.ref, "membership": carriers[0].pk}
        return _asked(role, method, decision=_decision(role, host, change))
    return _asked(role, Process.Method.ELECTION)


def _asked(role: Role, method: str, **more: Any) -> Wish:
    way = methods.ways.get(method)
    ends_by_clock = way is None or way.ends_by_clock
    said = _("This renewal opened by itself, as the role card says. What the role is for: %(purpose)s")
    return Wish(
        method=method,
        title=_title(role),
        guidance=said % {"purpose": role.purpose},
        role=role,
        closes_at=clock.now() + OPEN_FOR if ends_by_clock else None,
        **more,
    )


def _title(role: Role) -> str:
    return _("Who takes the role “%(role)s”?") % {"role": role.name}


def _label(member: Membership, among: list[Membership]) -> str:
    """The name; with the person's reference when two volunteers have the same."""
    is_alone = sum(one.name.casefold() == member.name.casefold() for one in among) == 1
    return member.name if is_alone else f"{member.name} ({member.person.ref})"


def _carriers(role: Role) -> list[Membership]:
    with scope.use(role.space_id):
        offers = Volunteering.objects.filter(role=role, wish="carry", withdrawn_on=None, membership__state="member")
        rows = offers.select_related("membership__person", "membership__space").order_by("membership__person__sort_key")
        return [offer.membership for offer in rows]


def _decision(role: Role, host: Membership, change: Mapping[str, Any]) -> Decision:
    """The matter that the card's rule puts on the table; the mandate will come from it."""
    hold(role.space)
    words = Words(title=_title(role)[:200], text=role.purpose, concerned=_("Everybody in the group"), change=change)
    decision = Decision(
        space=role.space,
        number=decision_moves.next_number(role.space_id),
        title=words.title,
        state=follow_through.HEARD,
        since=clock.today(),
        voiced_by=host,
        created_at=clock.now(),
        origin=f"role:{role.ref}",
    )
    decision.save()
    decision_moves.write_version(decision, host, words)
    born = {"from": "", "to": follow_through.HEARD, "origin": decision.origin}
    decision_moves.tell(decision, decision_facts.VOICED, actor=RENEWAL, data=born)
    effect = decision_moves.effect_of(change)
    if effect is not None:
        effect.check(role.space, change)
    moved = {"version": decision.version}
    decision_moves.move(decision, follow_through.PROPOSED, decision_facts.PROPOSED, actor=RENEWAL, data=moved)
    return decision
