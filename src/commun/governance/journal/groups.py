"""Facts of the group itself, its people and their places."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

GROUP_FOUNDED = "governance.group.founded"
PRESENTATION_CHANGED = "governance.presentation.changed"
KIND_CHANGED = "governance.kind.changed"
DEFINITION_ADOPTED = "governance.definition.adopted"
LINK_OPENED = "governance.link.opened"
LINK_ENDED = "governance.link.ended"
MOVED = "governance.membership.moved"
EXPECTATIONS_STATED = "governance.expectations.stated"
SHARE_TOLD = "governance.membership.share_told"
MAILS_CHOSEN = "governance.mails.chosen"
ADMISSION_SUPPORTED = "governance.admission.supported"
DORMANCY_PROPOSED = "governance.dormancy.proposed"
DORMANCY_DECLINED = "governance.dormancy.declined"
DEPARTURE_ANNOUNCED = "governance.departure.announced"
DEPARTURE_CANCELLED = "governance.departure.cancelled"
ROLE_GIVEN = "governance.role.given"
ROLE_ENDED = "governance.role.ended"
ROLE_HANDED_OVER = "governance.role.handed_over"
COMMITMENT_TAKEN = "governance.commitment.taken"
COMMITMENT_ENDED = "governance.commitment.ended"
COMMITMENT_HANDED_OVER = "governance.commitment.handed_over"
INVITATION_SENT = "governance.invitation.sent"
INVITATION_OPENED = "governance.invitation.opened"
INVITATION_USED = "governance.invitation.used"
INVITATION_REVOKED = "governance.invitation.revoked"
PERSON_ERASED = "governance.person.erased"

# What people read when a rule acts: the clock only did what a person had asked.
RULES = {
    "governance.announced-departure": _("The announced departure"),
    "governance.dormancy": _("The rule of the group"),
}

declare(
    FactKind(GROUP_FOUNDED, _("%(actor)s founded the group")),
    FactKind(PRESENTATION_CHANGED, _("%(actor)s changed the presentation of the group")),
    FactKind(KIND_CHANGED, _("%(actor)s recorded that the group changed its kind")),
    FactKind(DEFINITION_ADOPTED, _("%(actor)s wrote a new definition of the group")),
    FactKind(LINK_OPENED, _("%(actor)s linked the group to another body")),
    FactKind(LINK_ENDED, _("%(actor)s ended the link with another body")),
    FactKind(MOVED, _("%(actor)s changed the place of a person in the group")),
    FactKind(SHARE_TOLD, _("%(actor)s told their place in the cooperative")),
    FactKind(MAILS_CHOSEN, _("%(actor)s chose which mails to receive"), is_told=False),
    FactKind(EXPECTATIONS_STATED, _("%(actor)s said what they expect from the group")),
    FactKind(ADMISSION_SUPPORTED, _("%(actor)s said yes to the coming in of %(about)s")),
    FactKind(DORMANCY_PROPOSED, _("%(actor)s asked a member whether they want to rest")),
    FactKind(DORMANCY_DECLINED, _("%(actor)s stays awake in the group")),
    FactKind(DEPARTURE_ANNOUNCED, _("%(actor)s announced a departure")),
    FactKind(DEPARTURE_CANCELLED, _("%(actor)s stays after all")),
    FactKind(ROLE_GIVEN, _("%(actor)s gave a role in the group")),
    FactKind(ROLE_ENDED, _("%(actor)s ended a role in the group")),
    FactKind(ROLE_HANDED_OVER, _("%(actor)s handed a role over")),
    FactKind(COMMITMENT_TAKEN, _("%(actor)s took a commitment")),
    FactKind(COMMITMENT_ENDED, _("%(actor)s ended a commitment")),
    FactKind(COMMITMENT_HANDED_OVER, _("%(actor)s handed a commitment back to the group")),
    FactKind(INVITATION_SENT, _("%(actor)s invited a person by mail")),
    FactKind(INVITATION_OPENED, _("%(actor)s opened an invitation link")),
    FactKind(INVITATION_USED, _("%(actor)s accepted an invitation")),
    FactKind(INVITATION_REVOKED, _("%(actor)s revoked an invitation")),
    FactKind(PERSON_ERASED, _("A person asked to be erased")),
)
