"""What the pages of guided paths share: the stage, what I can do now, what people said."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from commun.governance import consent_rules
from commun.governance.forms.guided import AnswerForm, TextForm
from commun.governance.models import Objection, Process, Stance
from commun.governance.policies import MemberRequest
from commun.governance.policies import processes as policies
from commun.governance.queries import consents, remarks
from commun.governance.views.guided_words import Stage
from commun.governance.views.processes import head_of
from commun.governance.views.support import place
from commun.governance.ways.consent import sentence_of

TONES = {"open": "clay", "lifted": "leaf", "integrated": "leaf", "not_kept": ""}
STANCE_TONES = {"asked": "open", "consents": "leaf", "aside": "honey", "objects": "clay"}


def shared(
    request: MemberRequest, process: Process, stage: Stage | None, steps: list[Any], step: int
) -> dict[str, Any]:
    """The head, the stepper, the stage in one sentence, the conversation. At most 8 queries."""
    is_open = process.state == Process.State.OPEN
    elector = policies.elector_of(request.member, process)
    talks = remarks.talks_of(process, request.GET.get("page"))
    return head_of(
        request,
        process,
        stage=stage,
        steps=[str(one) for one in steps],
        step=step,
        overline=process.get_method_display(),
        # People end it by their own acts, each on its button.
        may_close_early=False,
        is_elector=elector is not None,
        can_speak=is_open and request.member.state == "member",
        talks=talks,
        question_form=speaking("question", _("A question to understand")),
        reaction_form=speaking("reaction", _("A reaction: what I like, what worries me")),
    )


def speaking(name: str, label: str) -> forms.Form:
    """An empty box for one text, safe beside others on the same page."""
    return TextForm(label=label, auto_id=f"{name}-%s")


def consenting(request: MemberRequest, process: Process) -> dict[str, Any]:
    """Where people stand on the version on the table, and the objections. 2 queries and those of the acts."""
    found = consents.round_of(process)
    mine = next((one for one in found.stances if one.membership_id == request.member.pk), None)
    is_open = process.state == Process.State.OPEN
    is_answering = is_open and process.stage in consents.ANSWERING
    conducts = is_open and policies.can_conduct(request.member, process)
    return {
        "is_answering": is_answering,
        "my_stance": mine,
        "can_answer": is_answering and mine is not None and request.member.state == "member",
        "answer_form": AnswerForm(initial={"version": process.version}, auto_id="reponse-%s"),
        "stances": _by_position(found.stances),
        "electors": len(found.stances),
        "answered": sum(one.position != consent_rules.ASKED for one in found.stances),
        "objections": [_objection_line(request, process, one, conducts=conducts) for one in found.objections],
        "has_open": bool(found.open_objections),
        "may_adopt": conducts and is_answering and not found.obstacles,
        "obstacle": sentence_of(found.obstacles, process) if is_answering else "",
    }


def _by_position(stances: Sequence[Stance]) -> list[dict[str, Any]]:
    """Those who wait or see a harm first; within a position, by name."""
    order = ("objects", "aside", "asked", "consents")
    groups = [(position, [one for one in stances if one.position == position]) for position in order]
    return [
        {
            "label": rows[0].get_position_display(),
            "tone": STANCE_TONES[position],
            "people": [{"name": one.membership.name, "reason": one.reason} for one in rows],
        }
        for position, rows in groups
        if rows
    ]


def _objection_line(request: MemberRequest, process: Process, one: Objection, *, conducts: bool) -> dict[str, Any]:
    is_open = one.state == Objection.State.OPEN and process.state == Process.State.OPEN
    is_mine = one.membership_id == request.member.pk
    author = process.decision.voiced_by_id if process.decision else None
    return {
        "row": one,
        "tone": TONES[str(one.state)],
        "lift_url": place(request, "lift-objection", objection=one.pk) if is_open and is_mine else "",
        "test_url": place(request, "test-objection", objection=one.pk)
        if is_open and conducts and not is_mine and author != request.member.pk
        else "",
    }
