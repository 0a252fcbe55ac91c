"""The facts this room records, in the chain of the house: people are shared by all groups."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

declare(
    FactKind("people.person.registered", _("%(actor)s opened an account")),
    FactKind("people.person.changed", _("%(actor)s changed their profile")),
    FactKind("people.person.erased", _("%(actor)s erased their account")),
    FactKind("people.preferences.changed", _("%(actor)s changed their preferences")),
    FactKind("people.activity.added", _("%(actor)s added an activity")),
    FactKind("people.activity.changed", _("%(actor)s changed an activity")),
    FactKind("people.activity.removed", _("%(actor)s removed an activity")),
    FactKind("people.availability.added", _("%(actor)s said when they are available")),
    FactKind("people.availability.removed", _("%(actor)s took back an availability")),
    FactKind("people.reference.added", _("%(actor)s added a reference")),
    FactKind("people.reference.changed", _("%(actor)s changed a reference")),
    FactKind("people.reference.removed", _("%(actor)s removed a reference")),
    FactKind("people.legal_entity.registered", _("%(actor)s registered a legal entity")),
    FactKind("people.legal_entity.joined", _("%(actor)s said which legal entity they belong to")),
    FactKind("people.legal_entity.left", _("%(actor)s no longer belongs to a legal entity")),
    FactKind("people.passkey.added", _("%(actor)s added a passkey")),
    FactKind("people.passkey.removed", _("%(actor)s removed a passkey")),
    FactKind("people.token.made", _("%(actor)s made a token for a program")),
    FactKind("people.token.rotated", _("%(actor)s changed the words of a token")),
    FactKind("people.token.revoked", _("%(actor)s revoked a token")),
    FactKind("people.digest.chosen", _("%(actor)s chose how often their digest comes")),
    FactKind("people.demo_door.opened", _("%(actor)s became a door of the demo")),
)
