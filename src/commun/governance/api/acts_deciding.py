"""Acts on decisions, votes, roles, membership and texts: the right « decide » of a token."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from commun.core.api.routes import DECIDE, act
from commun.core.api.shapes import LEFT_OUT, Many, Text
from commun.core.errors import Refused
from commun.governance import actions
from commun.governance.actions import (
    advice,
    authorisations,
    ballot_letters,
    ballot_options,
    ballots,
    consent,
    date_polls,
    elections,
    follow_up,
    guests,
    guided,
    minutes,
    process_templates,
    processes,
    welcomes,
)
from commun.governance.models import (
    Collective,
    Decision,
    Friction,
    Membership,
    NeedVoice,
    Process,
    Remark,
    Role,
    RoleSettings,
    Stance,
    Volunteering,
)

GROUP = "groups/{group}"

# Decisions
# What a decision changes by itself is written by the verbs that propose it: roles, texts, keys, kinds ...
DRAFT = {"draft__change": LEFT_OUT}
DECISION = f"{GROUP}/decisions/{{decision}}"
act(f"{GROUP}/decisions", actions.voice, DECIDE, **DRAFT)
act(f"{DECISION}/voice-again", actions.voice_again, DECIDE)
act(f"{DECISION}/amend", actions.amend, DECIDE, note=Text(500), **DRAFT)
act(f"{DECISION}/propose", actions.propose, DECIDE)
act(f"{DECISION}/postpone", actions.postpone, DECIDE)
act(f"{DECISION}/engage", actions.engage, DECIDE)
act(f"{DECISION}/hand-back", actions.hand_back_decision, DECIDE)
act(f"{DECISION}/first-step", follow_up.replace_first_step, DECIDE)
act(f"{DECISION}/finish", actions.finish, DECIDE, state=[Decision.State.DONE, Decision.State.PARTLY])
act(f"{DECISION}/let-go", actions.let_go, DECIDE)
act(f"{DECISION}/replace", actions.replace, DECIDE)
act(f"{DECISION}/review", actions.set_review, DECIDE)
act(f"{DECISION}/publish", actions.publish, DECIDE)
act(f"{DECISION}/unpublish", actions.unpublish, DECIDE)
act(f"{DECISION}/need", actions.say_need, DECIDE, level=NeedVoice.Level)
act(f"{DECISION}/follow", actions.follow)
act(f"{DECISION}/unfollow", actions.unfollow)
act(f"{DECISION}/read", actions.mark_read)
act(f"{GROUP}/reminding", actions.set_reminding, DECIDE)
act(f"{GROUP}/learning-words", actions.word_learning, DECIDE)

# Ways of deciding
METHODS, PROCESS = Process.Method, f"{GROUP}/votes/{{process}}"
act(f"{GROUP}/votes", processes.open_process, DECIDE, wish__method=METHODS, wish__shown=Process.Shown)
act(f"{PROCESS}/extend", processes.extend, DECIDE)
act(f"{PROCESS}/withdraw", processes.withdraw, DECIDE)
act(f"{PROCESS}/close", processes.close_early, DECIDE)
act(f"{PROCESS}/options", ballot_options.change_options, DECIDE)
act(f"{PROCESS}/new-version", ballot_options.open_new_version, DECIDE)
act(f"{PROCESS}/plan-date", date_polls.plan_kept_date, DECIDE)
act(f"{PROCESS}/keep-date", date_polls.keep_date, DECIDE)
act(f"{PROCESS}/remarks", guided.remark, DECIDE, nature=Remark.Nature)
act(f"{PROCESS}/receipt", ballot_letters.ask_receipt, DECIDE)
act(f"{PROCESS}/mail-link", ballot_letters.renew_link, DECIDE)


def refuse_secret(process: Process) -> None:
    """A secret ballot goes from the person's screen to the urn, through no other program."""
    if process.is_secret:
        raise Refused(_("This vote is secret: its ballot is cast on its page only."))


def cast(*, by: Membership, process: Process, content: Mapping[str, Any], reason: str = "") -> object:
    """Cast one's ballot, or change it; a secret one is cast on its page only."""
    refuse_secret(process)
    return ballots.cast(by=by, process=process, content=content, reason=reason)


act(f"{PROCESS}/cast", cast, DECIDE, of="governance.ballots.cast")
act(f"{PROCESS}/cast-for-absent", ballots.cast_for_absent, DECIDE)
act(f"{PROCESS}/take-ballot-back", ballots.withdraw_ballot, DECIDE)

# Consent, announced acts, advice, election without candidates
act(f"{PROCESS}/go-on", consent.go_on, DECIDE)
act(f"{PROCESS}/answer", consent.answer, DECIDE, position=[Stance.Position.CONSENTS, Stance.Position.ASIDE])
act(f"{PROCESS}/object", consent.object_to, DECIDE)
act(f"{PROCESS}/rewrite", consent.write_version, DECIDE, note=Text(500), **DRAFT)
act(f"{PROCESS}/adopt", consent.adopt, DECIDE)
act(f"{PROCESS}/take-up-text", consent.take_up_text, DECIDE)
act(f"{GROUP}/objections/{{objection}}/lift", consent.lift, DECIDE)
act(f"{GROUP}/objections/{{objection}}/test", consent.test, DECIDE)
act(f"{GROUP}/lines/{{line}}/announce", minutes.announce, DECIDE)
act(f"{PROCESS}/stop", authorisations.stop, DECIDE)
act(f"{PROCESS}/take-to-consent", authorisations.take_to_consent, DECIDE)
act(f"{PROCESS}/look-again", authorisations.look_again, DECIDE)
act(f"{PROCESS}/consult", advice.consult, DECIDE)
act(f"{PROCESS}/advise", advice.advise, DECIDE)
act(f"{PROCESS}/pass-on", advice.pass_on, DECIDE)
act(f"{PROCESS}/decide", advice.decide, DECIDE)
act(f"{PROCESS}/nominate", elections.nominate, DECIDE)
act(f"{PROCESS}/reveal", elections.reveal, DECIDE)
act(f"{PROCESS}/end-changes", elections.end_changes, DECIDE)
act(f"{PROCESS}/propose-person", elections.propose_person, DECIDE)
act(f"{PROCESS}/accept", elections.accept, DECIDE)
act(f"{PROCESS}/decline", elections.decline, DECIDE)

# Templates of ways of deciding
TEMPLATE = {"content__method": METHODS}
act(f"{GROUP}/templates", process_templates.save_template, DECIDE, **TEMPLATE)
act(f"{GROUP}/templates/{{template}}/remove", process_templates.remove_template, DECIDE)
act(f"{PROCESS}/keep-as-template", process_templates.keep_process, DECIDE, **TEMPLATE)
act(f"{GROUP}/ways", process_templates.set_ways, DECIDE, criteria=Many(Text(300)))

# Texts
TEXT = f"{GROUP}/texts/{{text}}"
act(f"{TEXT}/answer", actions.answer_to_text, DECIDE)

# Roles and mandates
CARD = {"card__family": Role.Family, "card__filling": Role.Filling, "card__power": Role.Power}
ROLE, MANDATE = f"{GROUP}/roles/{{role}}", f"{GROUP}/mandates/{{mandate}}"
act(f"{GROUP}/roles", actions.create_role, DECIDE, **CARD)
act(ROLE, actions.change_role, DECIDE, **CARD)
act(f"{ROLE}/retire", actions.retire_role, DECIDE)
act(f"{ROLE}/volunteer", actions.volunteer, DECIDE, wish=Volunteering.Wish, note=Text(300))
act(f"{ROLE}/withdraw-offer", actions.withdraw_offer, DECIDE, wish=Volunteering.Wish)
act(f"{ROLE}/declare", actions.declare_mandate, DECIDE)
act(f"{MANDATE}/end", actions.end_mandate, DECIDE)
act(f"{MANDATE}/hand-over", actions.hand_over_mandate, DECIDE)
act(f"{MANDATE}/accept-learner", actions.accept_learner, DECIDE)
act(f"{MANDATE}/thank", actions.thank)
act(f"{GROUP}/role-settings", actions.set_role_settings, DECIDE, model=RoleSettings.Model)
act(f"{GROUP}/frictions", actions.note_friction, DECIDE)
act(
    f"{GROUP}/frictions/{{friction}}/end", actions.end_friction, DECIDE,
    state=[Friction.State.REDISTRIBUTED, Friction.State.NONE], outcome=Text(2000),
)  # fmt: skip

# Coming in, resting, going out; the group itself
PLACES = Membership.State
MEMBER = f"{GROUP}/members/{{membership}}"
act(f"{MEMBER}/move", actions.move_member, DECIDE, to=PLACES)
act(f"{MEMBER}/role", actions.give_role, DECIDE, role=Membership.Role)
act(f"{MEMBER}/end-role", actions.end_role, DECIDE)
act(f"{MEMBER}/propose-admission", actions.propose_admission, DECIDE)
act(f"{MEMBER}/support-application", actions.support_application, DECIDE)
act(f"{MEMBER}/propose-rest", actions.propose_rest, DECIDE)
act(f"{GROUP}/members/{{applicant}}/messages", welcomes.write_about_request, DECIDE)
act(f"{GROUP}/my-place/take-up-role", actions.take_up_role, DECIDE)
act(f"{GROUP}/my-place/hand-over-role", actions.hand_over_role, DECIDE)
act(f"{GROUP}/my-place/rest", actions.rest, DECIDE)
act(f"{GROUP}/my-place/come-back", actions.come_back, DECIDE)
act(f"{GROUP}/my-place/announce-departure", actions.announce_departure, DECIDE)
act(f"{GROUP}/my-place/cancel-departure", actions.cancel_departure, DECIDE)
act(f"{GROUP}/invitations", actions.invite_by_mail, DECIDE)
act(f"{GROUP}/invitations/many", actions.invite_many, DECIDE)
act(f"{GROUP}/invitations/{{invitation}}/revoke", actions.revoke_invitation, DECIDE)
act(f"{GROUP}/definitions", actions.define_group, DECIDE)
act(f"{GROUP}/kind", actions.change_kind, DECIDE, kind=Collective.Kind)
act(f"{GROUP}/presentation", actions.edit_presentation, DECIDE, presentation__cooperative=LEFT_OUT)
act(f"{GROUP}/links", actions.open_link, DECIDE)
act(f"{GROUP}/links/{{link}}/end", actions.end_link, DECIDE)
act(f"{GROUP}/indicators", actions.choose_indicator, DECIDE)
act(f"{GROUP}/indicators/{{indicator}}/read", actions.read_indicator, DECIDE)
act(f"{GROUP}/indicators/{{indicator}}/retire", actions.retire_indicator, DECIDE)
act(f"{GROUP}/guests/{{guest_pass}}/take-back", guests.take_back_pass, DECIDE)
