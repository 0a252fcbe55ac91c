"""Mails of guided paths: when something opens that concerns me, when I am asked (again), when somebody objects."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import links, scope
from commun.governance import states
from commun.governance.models import Elector, Membership, Objection, Process
from commun.governance.notifications import Letter, _address, _to_member, acts
from commun.governance.queries.decision_changes import matter_of
from commun.ui.dates import moment

CONSENT = "governance.consent"
NO_ADVICE = "governance.no-advice"
LONGEST_QUOTE = 1000


def ask(process: Process, members: Sequence[int]) -> None:
    """To those who are asked about this version, and to nobody else: no objection, or see the page."""
    is_again = process.version > 1
    for member in _awake(process, members):
        with translation.override(member.person.language):
            words = _words(process, member)
            subject = _("A new version for you: %(title)s") if is_again else _("Any objection? %(title)s")
            sentence = (
                _("A new version of “%(title)s” is on the table, and you are among those it asks again.")
                if is_again
                else _("The group asks whether you have an objection to “%(title)s”.")
            )
            letter = Letter(
                subject=subject % words,
                sentences=[
                    _("Hello %(person)s,") % words,
                    sentence % words,
                    *_until(process),
                    _("You need not be in favour: an objection is a reason why it would harm the group."),
                    _("No objection? One click: %(url)s")
                    % {"url": links.link(CONSENT, member.person_id, process=process.ref, version=process.version)},
                    _("An objection? Write its reason here: %(url)s") % {"url": acts.to_object(process, member)},
                    *_answer_to_object(),
                ],
                button=_("Read it and answer"),
                url=_page(process),
                why=_("You receive this mail because you have a voice in this decision."),
                headers=_objections_to(process, member),
            )
            _to_member(f"governance.ask:{process.ref}:{process.version}:{member.pk}", member, letter)


def _answer_to_object() -> list[str]:
    return acts.or_answer(_("You may also answer this mail: “objection:”, then the reason."))


def _objections_to(process: Process, member: Membership) -> dict[str, str]:
    """An answer may only object, and to the version that was read."""
    return acts.answered_to(member, acts.OBJECTION, process.ref, version=process.version)


def _until(process: Process) -> list[str]:
    if process.closes_at is None:
        return []
    said = (
        _("Answer before %(moment)s: after that, as was said at the opening, silence counts as no objection.")
        if process.rules.get("silence_counts")
        else _("Please answer before %(moment)s: here silence is not consent.")
    )
    return [said % {"moment": moment(process.closes_at)}]


def objected(process: Process, objection: Objection) -> None:
    """To who leads the path and to who wrote the text: an objection is a gift to work on."""
    people = {process.opened_by_id, process.decision.voiced_by_id if process.decision else process.opened_by_id}
    for member in _awake(process, people - {objection.membership_id}):
        with translation.override(member.person.language):
            words = {**_words(process, member), "author": objection.membership.name}
            letter = Letter(
                subject=_("An objection to integrate: %(title)s") % words,
                sentences=[
                    _("Hello %(person)s,") % words,
                    _("%(author)s has an objection to “%(title)s”.") % words,
                    _("Together, look for what answers it without losing what the proposal is for."),
                ],
                quote=objection.reason[:500],
                button=_("See the objection"),
                url=_page(process),
                why=_("You receive this mail because you opened or wrote this proposal."),
            )
            _to_member(f"governance.objection:{objection.pk}:{member.pk}", member, letter)


def stopped(process: Process, objection: Objection) -> None:
    """To who announced an act: somebody objected in time, it does not stand."""
    for member in _awake(process, {process.opened_by_id} - {objection.membership_id}):
        with translation.override(member.person.language):
            words = {**_words(process, member), "author": objection.membership.name}
            letter = Letter(
                subject=_("An objection stops it: %(title)s") % words,
                sentences=[
                    _("Hello %(person)s,") % words,
                    _("%(author)s objected to “%(title)s”: as things stand it is not done.") % words,
                    _("You may take the same text to consent, where the objection can be worked on."),
                ],
                quote=objection.reason[:500],
                button=_("See the objection"),
                url=_page(process),
                why=_("You receive this mail because you announced it."),
            )
            _to_member(f"governance.stopped:{process.ref}:{member.pk}", member, letter)


def ask_advice(process: Process, people: Iterable[Membership]) -> None:
    """To those whose advice is asked."""
    decider, quotes = _decider(process), dict[str, str]()
    for member in people:
        with translation.override(member.person.language):
            words = {**_words(process, member), "decider": decider.name if decider else ""}
            until = (
                [_("%(decider)s decides after %(moment)s.") % {**words, "moment": moment(process.closes_at)}]
                if process.closes_at
                else []
            )
            letter = Letter(
                subject=_("Your advice, please: %(title)s") % words,
                sentences=[
                    _("Hello %(person)s,") % words,
                    _("%(decider)s will decide on “%(title)s” and asks for your advice first.") % words,
                    *until,
                    _("Each advice is kept, with what was done of it. Not answering is fine too, and shows as such."),
                    _("No advice to give? One click: %(url)s")
                    % {"url": links.link(NO_ADVICE, member.person_id, process=process.ref)},
                ],
                quote=_quote(process, quotes),
                button=_("Give my advice"),
                url=_page(process),
                why=_("You receive this mail because you were named among the people to ask."),
            )
            _to_member(f"governance.advice:{process.ref}:{member.pk}", member, letter)


def advice_answered(process: Process, told: Mapping[Membership, Sequence[str]], *, is_kept: bool, reason: str) -> None:
    """To those who advised: what was decided, why, and what was done of each advice of theirs (``told``)."""
    decider = _decider(process)
    for member, answers in told.items():
        with translation.override(member.person.language):
            words = {**_words(process, member), "decider": decider.name if decider else ""}
            kept = _("%(decider)s adopts “%(title)s”, and writes:") % words
            about = [_("About your advice: %(answer)s") % {"answer": one} for one in answers]
            dropped = _("%(decider)s does not adopt “%(title)s”, and writes:") % words
            letter = Letter(
                subject=_("Decided after your advice: %(title)s") % words,
                sentences=[_("Hello %(person)s,") % words, *about, kept if is_kept else dropped],
                quote=reason,
                button=_("See what was decided"),
                url=_page(process),
                why=_("You receive this mail because you gave advice."),
            )
            _to_member(f"governance.advised:{process.ref}:{member.pk}", member, letter)


def _decider(process: Process) -> Membership | None:
    with scope.use(process.space_id):
        return Membership.objects.select_related("person").filter(pk=process.rules.get("decider")).first()


_OPENED: dict[str, tuple[Any, Any]] = {
    Process.Method.CONSENT: (
        translation.gettext_noop("A proposal to read: %(title)s"),
        translation.gettext_noop("“%(title)s” is on the table. First come questions, then reactions, then objections."),
    ),
    Process.Method.AUTHORISATION: (
        translation.gettext_noop("Announced: %(title)s"),
        translation.gettext_noop("“%(title)s” is announced. If nobody objects before %(moment)s, it stands."),
    ),
    Process.Method.ELECTION: (
        translation.gettext_noop("Whom do you see there? %(title)s"),
        translation.gettext_noop(
            "The group chooses somebody: %(title)s. Nobody stands: name the person you see there, and why."
        ),
    ),
}


def opened(process: Process) -> None:
    """To everybody who has a voice, save who opened it."""
    subject, sentence = _OPENED[process.method]
    with scope.use(process.space_id):
        members = set(Elector.objects.filter(process=process).values_list("membership", flat=True))
    quotes: dict[str, str] = {}
    for member in _awake(process, members - {process.opened_by_id}):
        with translation.override(member.person.language):
            words = {**_words(process, member), "moment": moment(process.closes_at) if process.closes_at else ""}
            is_announced = process.method == Process.Method.AUTHORISATION
            letter = Letter(
                subject=_(subject) % words,
                sentences=[
                    _("Hello %(person)s,") % words,
                    _(sentence) % words,
                    *(_answer_to_object() if is_announced else []),
                ],
                quote=_quote(process, quotes),
                button=_("See it"),
                url=_page(process),
                why=_("You receive this mail because you have a voice in this decision."),
                beside=(_("Object, with the reason"), acts.to_object(process, member)) if is_announced else ("", ""),
                headers=_objections_to(process, member) if is_announced else {},
            )
            _to_member(f"governance.opened:{process.ref}:{member.pk}", member, letter)


def _quote(process: Process, known: dict[str, str]) -> str:
    """``_text``, read once in each language."""
    language = translation.get_language() or ""
    if language not in known:
        known[language] = _text(process)
    return known[language]


def _text(process: Process) -> str:
    """What is decided, in the mail itself: the text, and what adopting it changes (C25)."""
    matter = matter_of(process)
    if matter is None:
        return _shortened(process.guidance)
    lines = [
        _("%(label)s: %(before)s, then: %(after)s")
        % {"label": line.label, "before": _shortened(line.before), "after": _shortened(line.after)}
        if line.before and line.after
        else _("%(label)s: %(words)s") % {"label": line.label, "words": _shortened(line.after)}
        if line.after
        else _("%(label)s, taken away: %(words)s") % {"label": line.label, "words": _shortened(line.before)}
        for line in matter.change.lines
    ]
    return "\n\n".join(part for part in (_shortened(matter.version.text), "\n".join(lines)) if part)


def _shortened(words: str) -> str:
    """Its first part, where it is too long for a mail: the page has the whole."""
    return words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE].rstrip()}…"


def _words(process: Process, member: Membership) -> dict[str, str]:
    return {"title": process.title, "person": member.name}


def _page(process: Process) -> str:
    return _address(process.space, "governance:process", process=process.ref)


def _awake(process: Process, members: Iterable[int]) -> list[Membership]:
    with scope.use(process.space_id):
        rows = Membership.objects.filter(pk__in=list(members), state=states.MEMBER).select_related("person", "space")
        return list(rows.order_by("pk"))
