"""Verbs around roles: friction zones and how they end, words of thanks, the group's settings."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance.actions.places import refuse_unless, self_of
from commun.governance.journal import roles as facts
from commun.governance.models import Decision, Friction, Mandate, Membership, Role, RoleSettings, Thanks
from commun.governance.policies import roles as policies


@transaction.atomic
def note_friction(*, by: Membership, roles: Sequence[Role], text: str) -> Friction:
    """Note where roles rub: it speaks of functions, not of people. Raises Refused."""
    if not policies.may_hold(by):
        raise Refused(_("Only an active member can write here."))
    if not text.strip():
        raise Refused(_("Say what rubs, in a few words."))
    if len(text) > 2000:
        raise Refused(_("At most 2,000 signs."))
    if not roles or any(role.space_id != by.space_id for role in roles):
        raise Refused(_("Choose the roles between which it rubs."))
    with scope.use(by.space_id):
        friction = Friction.objects.create(space=by.space, text=text.strip(), noted_by=by, noted_on=clock.today())
        friction.roles.set(roles)
    journal.record(
        facts.FRICTION_NOTED,
        space=by.space,
        actor=self_of(by),
        about=(facts.FRICTION, friction.ref),
        data={"roles": [role.ref for role in roles]},
    )
    return friction


@transaction.atomic
def end_friction(
    *, by: Membership, friction: Friction, state: str, outcome: str = "", decision: Decision | None = None
) -> Friction:
    """End it: the roles were shared out anew, or there is nothing to change. Raises Refused."""
    if not policies.may_hold(by) or by.space_id != friction.space_id:
        raise Refused(_("Only an active member can write here."))
    if state not in {Friction.State.REDISTRIBUTED, Friction.State.NONE}:
        raise Refused(_("Choose how it ends: shared out anew, or nothing to change."))
    if state == Friction.State.REDISTRIBUTED and not outcome.strip():
        raise Refused(_("Say how the roles were shared out."))
    with scope.use(by.space_id):
        row = Friction.objects.select_for_update().get(pk=friction.pk)
        if row.state != Friction.State.OPEN:
            raise Refused(_("This friction zone is ended already."))
        row.state, row.outcome, row.decision = state, outcome.strip()[:2000], decision
        row.ended_on = clock.today()
        row.save(update_fields=["state", "outcome", "decision", "ended_on"])
    journal.record(
        facts.FRICTION_ENDED,
        space=by.space,
        actor=self_of(by),
        about=(facts.FRICTION, row.ref),
        data={"state": state, "decision": decision.ref if decision else None},
    )
    return row


@transaction.atomic
def thank(*, by: Membership, mandate: Mandate, text: str) -> Thanks:
    """Thank somebody for a function they hold or held. Raises Refused."""
    if by.pk == mandate.membership_id:
        raise Refused(_("Thanks go to somebody else."))
    if not policies.may_hold(by) or by.space_id != mandate.space_id:
        raise Refused(_("Only an active member can write here."))
    said = one_line(text)
    if not said:
        raise Refused(_("Write a word of thanks."))
    if len(said) > 300:
        raise Refused(_("At most 300 signs."))
    with scope.use(by.space_id):
        thanks = Thanks.objects.create(space=by.space, mandate=mandate, by=by, text=said, said_on=clock.today())
    journal.record(
        facts.THANKED,
        space=by.space,
        actor=self_of(by),
        about=(facts.MANDATE, mandate.ref),
        data={"membership": mandate.membership_id},
    )
    return thanks


@transaction.atomic
def set_role_settings(*, by: Membership, model: str, documents: Sequence[str], threshold: int | None) -> RoleSettings:
    """The name the group gives its way of organising, links to its documents, and when to be told of the spread."""
    refuse_unless(policies.may_change_settings(by))
    if model not in RoleSettings.Model.values:
        raise Refused(_("Choose a way of organising, or none."))
    if threshold is not None and not 1 <= threshold <= 99:
        raise Refused(_("A threshold between 1 and 99."))
    if any(not link.startswith(("https://", "http://")) or len(link) > 300 for link in documents):
        raise Refused(_("Each document is the address of a page, starting with https://."))
    settings, _is_new = RoleSettings.objects.select_for_update().get_or_create(space=by.space)
    settings.model, settings.documents, settings.threshold = model, list(documents)[:12], threshold
    settings.save(update_fields=["model", "documents", "threshold"])
    journal.record(
        facts.SETTINGS_CHANGED,
        space=by.space,
        actor=self_of(by),
        about=("core.space", by.space.slug),
        data={"model": model, "threshold": threshold},
    )
    return settings
