"""Mails of a disagreement: to its own people, who read it. No subject names it, and nobody else hears of it (D6)."""

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commun.core import mail, scope
from commun.core.urls import absolute, here
from commun.governance.models import Case, CaseAnswer, CaseAsk, Membership, PartyPerson
from commun.governance.notifications import Letter, _to_member
from commun.governance.policies.disagreements import PRESENT

_QUESTIONS = {
    CaseAsk.Kind.END.value: gettext_noop("%(actor)s asks to end the present step of the disagreement “%(title)s”."),
    CaseAsk.Kind.SKIP.value: gettext_noop("%(actor)s asks to skip the next step of the disagreement “%(title)s”."),
    CaseAsk.Kind.LEAVE.value: gettext_noop("%(actor)s asks to put aside the disagreement “%(title)s”."),
    CaseAsk.Kind.REOPEN.value: gettext_noop("%(actor)s asks to take up again the disagreement “%(title)s”."),
}


def opened(case: Case, by: Membership) -> None:
    """To the other people of its parties: it is open, and each side writes its own words."""
    sentences = [
        gettext_noop(
            "%(actor)s opened a disagreement in the group “%(group)s”, to be worked on together: “%(title)s”."
        ),
        gettext_noop(
            "Your side has a column of its own. Write in it what matters to you and what you cannot change: nobody "
            "writes it for you, and nobody proposes anything before everybody was understood."
        ),
    ]
    _tell(case, by, "opened", gettext_noop("A disagreement is open, and you are part of it"), sentences)


def outcome_waits(ask: CaseAsk, by: Membership) -> None:
    """To those whose side has not said yes yet."""
    sentences = [
        gettext_noop("%(actor)s wrote an outcome to the disagreement “%(title)s”."),
        gettext_noop("It holds once each side said yes. You may also say no, and look for something else together."),
    ]
    with scope.use(ask.space_id):
        done = set(CaseAnswer.objects.filter(ask=ask).values_list("party", flat=True))
    key = f"outcome:{ask.pk}"
    _tell(ask.case, by, key, gettext_noop("An outcome waits for your word"), sentences, without=done)


def asked(ask: CaseAsk, by: Membership) -> None:
    """To the other sides: somebody asks to end a step, to skip one, or to put it aside."""
    sentences = [
        _QUESTIONS[ask.kind],
        gettext_noop("It is done only once each side said yes. A no needs no reason, and who asked is told of it."),
    ]
    with scope.use(ask.space_id):
        done = set(CaseAnswer.objects.filter(ask=ask).values_list("party", flat=True))
    subject = gettext_noop("A question waits for your side’s word")
    _tell(ask.case, by, f"ask:{ask.pk}", subject, sentences, without=done, quote=ask.words)


def refused(ask: CaseAsk, by: Membership) -> None:
    """To who asked to end, to skip or to put aside: somebody said no."""
    if ask.kind not in _QUESTIONS:
        return
    sentences = [gettext_noop("%(actor)s answered no to your question, in the disagreement “%(title)s”.")]
    subject = gettext_noop("Your question was answered no")
    _tell(ask.case, by, f"no:{ask.pk}", subject, sentences, only=ask.asked_by, quote=ask.words)


def accepted(ask: CaseAsk, by: Membership) -> None:
    """To who asked to end, to skip or to put aside: each side said yes, and it is done."""
    if ask.kind not in _QUESTIONS:
        return
    sentences = [
        gettext_noop("Each side said yes to your question, in the disagreement “%(title)s”: it is done."),
        gettext_noop("%(actor)s was the last to answer."),
    ]
    subject = gettext_noop("Your question was answered yes")
    _tell(ask.case, by, f"yes:{ask.pk}", subject, sentences, only=ask.asked_by, quote=ask.words)


def outcome_back(case: Case, by: Membership, fact_id: int) -> None:
    """To everybody else: words changed, so nobody is asked about the outcome any more."""
    sentences = [
        gettext_noop("%(actor)s changed what matters to their side in the disagreement “%(title)s”."),
        gettext_noop(
            "The outcome that was proposed was written for other words: it is off the table, and no yes to it counts "
            "any more. What it says is kept: any of you may propose it again, with each stake named."
        ),
    ]
    _tell(case, by, f"back:{fact_id}", gettext_noop("An outcome is to be proposed again"), sentences)


def be_third(ask: CaseAsk) -> None:
    """To the person proposed as third person: neither who nor what, until they open the page."""
    assert ask.membership is not None
    person, space = ask.membership.person, ask.case.space
    if not person.is_active or mail.is_silent():
        return
    with translation.override(person.language):
        names = {"person": ask.membership.name, "group": space.name}
        letter = Letter(
            subject=_("Would you help people hear one another?"),
            sentences=[
                _("Hello %(person)s,") % names,
                _("You are proposed as the third person of a disagreement in the group “%(group)s”.") % names,
                _("You take no side and decide nothing alone. You may decline without a reason."),
            ],
            button=_("See between whom, and answer"),
            url=absolute(here(space.slug, "governance:be-handler", disagreement=ask.case.ref)),
            why=_("You receive this mail because somebody thinks that all would trust you. Nobody else is told."),
        )
        _to_member(f"governance.case_ask:{ask.pk}:third", ask.membership, letter)


def _tell(
    case: Case,
    by: Membership,
    key: str,
    subject: str,
    sentences: Iterable[str],
    *,
    without: Iterable[int] = (),
    only: Membership | None = None,
    quote: str = "",
) -> None:
    """To the people of every side but those of ``without``, or to ``only`` one; never to who just did it."""
    if mail.is_silent():
        return
    with scope.use(case.space_id):
        rows = PartyPerson.objects.filter(party__case=case).exclude(party__in=list(without))
        wanted = [only.pk] if only else list(rows.values_list("membership", flat=True))
        inside = Membership.objects.filter(pk__in=wanted, state__in=PRESENT)
        people = list(inside.exclude(pk=by.pk).select_related("person").order_by("pk"))
    for member in people:
        with translation.override(member.person.language):
            names = {"person": member.name, "actor": by.name, "group": case.space.name, "title": case.title}
            letter = Letter(
                subject=_(subject),
                sentences=[_("Hello %(person)s,") % names, *(_(sentence) % names for sentence in sentences)],
                quote=quote,
                button=_("Open the disagreement"),
                url=absolute(here(case.space.slug, "governance:disagreement", disagreement=case.ref)),
                why=_("You receive this mail because you are a party to this disagreement: only its people read it."),
            )
            _to_member(f"governance.case:{case.ref}:{key}:{member.pk}", member, letter)
