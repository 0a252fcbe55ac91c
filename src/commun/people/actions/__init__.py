"""Doors of the room: everything that writes."""

from commun.people.actions.accounts import open_demo_door, register_person
from commun.people.actions.activities import ActivityContent, add_activity, change_activity, remove_activity
from commun.people.actions.api_tokens import make_token, revoke_token, rotate_token
from commun.people.actions.erasure import erase_person
from commun.people.actions.passkeys import add_passkey, remove_passkey
from commun.people.actions.profile import (
    Preferences,
    ProfileContent,
    ReferenceContent,
    add_availability,
    add_reference,
    change_preferences,
    change_profile,
    change_reference,
    join_legal_entity,
    leave_legal_entity,
    register_legal_entity,
    remove_availability,
    remove_reference,
)

__all__ = [
    "ActivityContent",
    "Preferences",
    "ProfileContent",
    "ReferenceContent",
    "add_activity",
    "add_availability",
    "add_passkey",
    "add_reference",
    "change_activity",
    "change_preferences",
    "change_profile",
    "change_reference",
    "erase_person",
    "join_legal_entity",
    "leave_legal_entity",
    "make_token",
    "open_demo_door",
    "register_legal_entity",
    "register_person",
    "remove_activity",
    "remove_availability",
    "remove_passkey",
    "remove_reference",
    "revoke_token",
    "rotate_token",
]
