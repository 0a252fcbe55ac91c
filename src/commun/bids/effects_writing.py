"""What a decision changes in a joint answer: who holds which role, by which key it is shared; writing opens (row 4)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.bids.journal import bids as facts
from commun.bids.models import Bid, BidRole, TeamPart
from commun.bids.policies.bids import NEEDED
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.urls import here
from commun.governance import states
from commun.governance.effects import DiffLine, Effect, effects
from commun.governance.models import Decision, Membership
from commun.value import effects_keys
from commun.value.actions.keys import change_of
from commun.value.actions.works import WorkSheet, enter_work, leave_work, start_work
from commun.value.effects_together import by_the_group
from commun.value.models import Contribution, JointWork, KeyVersion, WorkPart
from commun.value.queries.keys import key_in_force, read_aloud

KIND: Final = "bids.writing"
Role = BidRole.Role
Change = Mapping[str, Any]
Actor = journal.Person | journal.Rule


def register() -> None:
    """Called once the room is ready."""
    label = gettext_lazy("Opens the writing of a joint answer: roles and sharing key")
    effects.add(KIND, Effect(label, check, diff, apply, opening=by_the_group, past=past, link=link))


def change_for(bid: Bid, roles: Mapping[str, Sequence[TeamPart]], version: KeyVersion) -> dict[str, Any]:
    """What the decision carries: the answer, who holds each role, the version of the key with its fingerprint."""
    key = change_of(version, None)
    return {
        "kind": KIND,
        "bid": bid.ref,
        "roles": [[role, part.ref] for role in Role.values for part in roles.get(role, ())],
        "key": {name: key[name] for name in ("key", "version", "fingerprint")},
    }


def check(space: Space, change: Change) -> None:
    """Raises Refused when the roles cannot be held so, or the key is not the group's, as things stand."""
    bid, roles = _found(space, change)
    if not bid.is_being_written:
        raise Refused(_("This answer is frozen, sent or over: its roles no longer change."))
    missing = [str(Role(role).label) for role in NEEDED if not roles[role]]
    if missing:
        raise Refused(_("Nobody holds this yet: %(roles)s.") % {"roles": ", ".join(missing)})
    if len(roles[Role.LEAD]) > 1:
        raise Refused(_("One person leads, and one only."))
    lead = roles[Role.LEAD][0]
    if lead.standing == TeamPart.Standing.SUBCONTRACTOR:
        raise Refused(_("A subcontractor is not a member of the group that answers: somebody else leads."))
    _voice_of(roles)
    _version(space, change)


def diff(space: Space, change: Change) -> list[DiffLine]:
    """Each role and who would hold it; the key read aloud."""
    bid, roles = _found(space, change)
    with scope.use(space):
        rows = BidRole.objects.filter(bid=bid).select_related("part__membership__person", "part__person", "part__bid")
        held: dict[str, list[str]] = {}
        for row in rows:
            held.setdefault(row.role, []).append(row.part.name)
    lines = [DiffLine(_("Answer"), bid.title, bid.title)]
    for role in Role:
        after = ", ".join(sorted(part.name for part in roles[role]))
        lines.append(DiffLine(str(role.label), ", ".join(sorted(held.get(role, []))), after))
    version = _version(space, change)
    before = key_in_force(space, bid.work)
    lines.append(DiffLine(_("Sharing key"), before.called if before else "", version.called))
    if before is None or before.pk != version.pk:
        lines += [DiffLine("", "", sentence) for sentence in read_aloud(version)]
    return lines


def link(space: Space, change: Change) -> tuple[str, str] | None:
    """The answer, for whoever decides. 1 query."""
    with scope.use(space):
        bid = Bid.objects.filter(ref=change.get("bid")).first()
    return (bid.title, here(space.slug, "bids:bid", bid=bid.ref)) if bid is not None else None


def past(space: Space, changes: Mapping[int, Change]) -> Mapping[int, list[DiffLine]]:
    """Who held which role and by which key, as each decided. 2 queries."""
    refs = {ref for change in changes.values() for _role, ref in change.get("roles", ())}
    keys = {(change.get("key") or {}).get("key") for change in changes.values()}
    with scope.use(space):
        rows = TeamPart.objects.filter(ref__in=refs).select_related("membership__person", "person", "bid")
        names = {part.ref: part.name for part in rows}
        versions = {(one.key.ref, one.number): one for one in _versions().filter(key__ref__in=keys)}
    return {pk: _as_decided(change, names, versions) for pk, change in changes.items()}


def _as_decided(
    change: Change, names: Mapping[str, str], versions: Mapping[tuple[str, int], KeyVersion]
) -> list[DiffLine]:
    held: dict[str, list[str]] = {}
    for role, ref in change.get("roles", ()):
        held.setdefault(role, []).append(names.get(ref, "?"))
    lines = [DiffLine(str(role.label), "", ", ".join(sorted(held[role]))) for role in Role if role in held]
    key = change.get("key") or {}
    version = versions.get((str(key.get("key")), int(key.get("version") or 0)))
    return lines + ([DiffLine(_("Sharing key"), "", version.called)] if version is not None else [])


def apply(decision: Decision, change: Change, actor: Actor) -> None:
    """The roles are those, the key holds for the work of this answer, writing is open."""
    journal.hold(decision.space)
    with scope.use(decision.space):
        Bid.objects.select_for_update().get(ref=change.get("bid"))
    check(decision.space, change)
    bid, roles = _found(decision.space, change)
    with scope.use(decision.space):
        BidRole.objects.filter(bid=bid).delete()
        BidRole.objects.bulk_create(
            BidRole(space=decision.space, bid=bid, part=part, role=role)
            for role, parts in roles.items()
            for part in parts
        )
    bid.work = _work(bid, roles)
    bid.stage, bid.decision = Bid.Stage.WRITING, decision
    bid.save(update_fields=["work", "stage", "decision"])
    _adopt_key(decision, bid.work, _version(decision.space, change), actor)
    journal.record(
        facts.WRITING_OPENED,
        space=decision.space,
        actor=actor,
        about=(facts.BID, bid.ref),
        data={"decision": decision.ref, "roles": [list(one) for one in change.get("roles", ())]},
    )


def _adopt_key(decision: Decision, work: JointWork, version: KeyVersion, actor: Actor) -> None:
    held = key_in_force(decision.space, work)
    if held is None or held.pk != version.pk:
        effects_keys.apply(decision, change_of(version, work), actor)


def _work(bid: Bid, roles: Mapping[str, Sequence[TeamPart]]) -> JointWork:
    """The joint work of the answer, opened now or there already, with everybody of the team in it."""
    voice = _voice_of(roles)
    sheet = WorkSheet(
        title=bid.title, started_on=clock.today(), client=bid.notice.buyer[:160], origin=f"{facts.BID}:{bid.ref}"
    )
    work = bid.work or start_work(by=voice, sheet=sheet)
    with scope.use(bid.space_id):
        parts = TeamPart.objects.filter(bid=bid, state=TeamPart.State.JOINED).exclude(membership=None)
        people = [part.membership for part in parts.select_related("membership__person", "membership__space")]
        there = {one.membership_id: one for one in WorkPart.objects.filter(work=work, left_on=None)}
        words = _role_words(bid, roles)
        for part in there.values():
            _give_roles(bid, part, words.get(part.membership_id, []))
        for member in people:
            if member is None or member.state != states.MEMBER:
                continue
            if member.pk not in there:
                enter_work(by=voice, work=work, member=member, roles=words.get(member.pk, []))
    return work


def join_work(bid: Bid, member: Membership) -> None:
    """Who joins the team once writing is open takes part in its joint work from then on."""
    if bid.work is None or bid.work.ended_on is not None:
        return
    with scope.use(bid.space_id):
        is_in = WorkPart.objects.filter(work=bid.work, membership=member, left_on=None).exists()
    if not is_in:
        enter_work(by=member, work=bid.work, member=member)


def release_work(bid: Bid, member: Membership) -> None:
    """Who leaves the team holds no role of it in its joint work either; who brought nothing there leaves that too."""
    if bid.work_id is None:
        return
    with scope.use(bid.space_id):
        part = WorkPart.objects.filter(work=bid.work_id, membership=member, left_on=None).select_related("work").first()
        if part is None:
            return
        _give_roles(bid, part, [])
        has_brought = Contribution.objects.filter(work=bid.work_id, membership=member).exists()
    if not has_brought:
        leave_work(part=part)


def _give_roles(bid: Bid, part: WorkPart, words: Sequence[str]) -> None:
    """The roles that a decision gives replace those that one before gave; others stay. In scope."""
    given = _named(bid).values()
    roles = list(dict.fromkeys([*(role for role in part.roles if role not in given), *words]))
    if roles != part.roles:
        part.roles = roles
        part.save(update_fields=["roles"])


def _named(bid: Bid) -> dict[str, str]:
    """Roles in the words that the house's keys use, in the group's language."""
    with translation.override(bid.space.language):
        return {Role.LEAD: _("coordination"), Role.WRITER: _("writing the answer")}


def _role_words(bid: Bid, roles: Mapping[str, Sequence[TeamPart]]) -> dict[int, list[str]]:
    """The words for what each member holds, by the id of the membership."""
    found: dict[int, list[str]] = {}
    for role, word in _named(bid).items():
        for part in roles[role]:
            if part.membership_id is not None:
                found.setdefault(part.membership_id, []).append(word)
    return found


def _voice_of(roles: Mapping[str, Sequence[TeamPart]]) -> Membership:
    """Somebody of the group, awake, in whose name the work is opened: who leads first. Raises Refused."""
    for role in (Role.LEAD, Role.SUBMISSION, Role.WRITER):
        for part in roles[role]:
            if part.membership is not None and part.membership.state == states.MEMBER:
                return part.membership
    raise Refused(_("Somebody of the group leads, writes or sends: for now nobody of the group does."))


def _found(space: Space, change: Change) -> tuple[Bid, dict[str, list[TeamPart]]]:
    """The answer and who would hold each role. Raises Refused."""
    with scope.use(space):
        bid = Bid.objects.select_related("space", "notice", "work").filter(ref=change.get("bid")).first()
        if bid is None:
            raise Refused(_("There is no such joint answer in the group."))
        rows = TeamPart.objects.filter(bid=bid, state=TeamPart.State.JOINED)
        parts = {part.ref: part for part in rows.select_related("membership__person", "membership__space", "person")}
    roles: dict[str, list[TeamPart]] = {role: [] for role in Role.values}
    for role, ref in change.get("roles", ()):
        if role not in roles:
            raise Refused(_("There is no such role in a team."))
        if ref not in parts:
            raise Refused(_("Somebody who would hold a role is no longer in the team: propose it again."))
        roles[role].append(parts[ref])
    return bid, roles


def _versions() -> QuerySet[KeyVersion]:
    return KeyVersion.objects.select_related("key")


def _version(space: Space, change: Change) -> KeyVersion:
    """The version of the key. Raises Refused."""
    key = change.get("key") or {}
    number = key.get("version")
    with scope.use(space):
        rows = _versions().filter(key__ref=key.get("key"))
        version = rows.filter(number=number).first() if isinstance(number, int) else None
    if version is None or version.fingerprint != key.get("fingerprint"):
        raise Refused(_("There is no such version of a sharing key in the group."))
    return version
