"""How a guided path ended, by mail: one letter to each who took part in it, save who ended it and knows."""

from collections.abc import Mapping

from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import journal, mail, scope
from commun.governance import methods, states
from commun.governance.models import Membership, Process
from commun.governance.notifications import Letter, _address, _to_member
from commun.governance.queries import advices
from commun.governance.queries.took_part import chosen_pk, took_part

Method = Process.Method


def ended(process: Process, actor: journal.Person | journal.Rule, reason: str = "") -> None:
    """To those who took part: what came out, and why."""
    if mail.is_silent() or process.opened_at is None:
        return
    chosen = _member(process, chosen_pk(process))
    decider = _member(process, process.rules.get("decider"))
    words = {
        "title": process.title,
        "chosen": chosen.name if chosen else "",
        "decider": decider.name if decider else "",
        "reason": str((process.result or {}).get("blocked", "")),
    }
    quote = reason or _last_word(process)
    for member in _readers(process, actor, chosen):
        with translation.override(member.person.language):
            letter = Letter(
                subject=_subject(process) % words,
                sentences=[_("Hello %(person)s,") % {"person": member.name}, _sentence(process, words)],
                quote=quote[:1000],
                button=_("See what was decided"),
                url=_address(process.space, "governance:process", process=process.ref),
                why=_("You receive this mail because you took part in this decision."),
            )
            _to_member(f"governance.ended:{process.ref}:{member.pk}", member, letter)


def _readers(process: Process, actor: journal.Person | journal.Rule, chosen: Membership | None) -> list[Membership]:
    """Awake members who took part, without those who know already by their own act or by a letter of their own."""
    people = took_part(process) - _told_apart(process, chosen)
    with scope.use(process.space_id):
        rows = Membership.objects.filter(pk__in=people, state=states.MEMBER).select_related("person", "space")
        if isinstance(actor, journal.Person):
            rows = rows.exclude(person=actor.id)
        return list(rows.order_by("pk"))


def _told_apart(process: Process, chosen: Membership | None) -> set[int]:
    """Who receives the role, whose advice is answered, whose act was stopped: each has a letter that says so."""
    if process.method == Method.ADVICE and process.state == Process.State.CLOSED:
        return advices.hearing_of(process).spoke
    if process.method == Method.AUTHORISATION and (process.result or {}).get("objections"):
        return {process.opened_by_id}
    return {chosen.pk} if chosen is not None and process.outcome == methods.ADOPTED else set()


def _last_word(process: Process) -> str:
    """What the decider wrote, after advice."""
    found = advices.hearing_of(process).last_word if process.method == Method.ADVICE else None
    return found.text if found is not None else ""


def _member(process: Process, pk: int | None) -> Membership | None:
    with scope.use(process.space_id):
        return Membership.objects.select_related("person").filter(pk=pk).first() if pk else None


def _subject(process: Process) -> str:
    if process.state == Process.State.WITHDRAWN:
        return _("Withdrawn: %(title)s")
    return _("Adopted: %(title)s") if process.outcome == methods.ADOPTED else _("Not adopted: %(title)s")


def _sentence(process: Process, words: Mapping[str, str]) -> str:
    if process.state == Process.State.WITHDRAWN:
        return _("“%(title)s” was taken off the table: nothing is decided.") % words
    if process.outcome == methods.BLOCKED:
        return _("“%(title)s” was agreed, but what it changes could not be applied: %(reason)s") % words
    said = {
        (Method.CONSENT, True): _("“%(title)s” is adopted: no objection is left."),
        (Method.ELECTION, True): _("The group chose %(chosen)s: %(title)s."),
        (Method.ADVICE, True): _("%(decider)s adopts “%(title)s”, and writes:"),
        (Method.ADVICE, False): _("%(decider)s does not adopt “%(title)s”, and writes:"),
        (Method.AUTHORISATION, True): _("“%(title)s” stands: nobody objected in time."),
        (Method.AUTHORISATION, False): _("“%(title)s” does not stand: somebody objected in time."),
    }
    if (process.result or {}).get("text_moved"):
        return _("“%(title)s” does not stand: its text was changed meanwhile.") % words
    return said[Method(process.method), process.outcome == methods.ADOPTED] % words
