"""Doors of the room: everything that writes."""

from commun.people.actions.accounts import open_demo_door, register_person
from commun.people.actions.activities import ActivityContent, add_activity, change_activity, remove_activity

__all__ = [
    "ActivityContent",
    "add_activity",
    "change_activity",
    "open_demo_door",
    "register_person",
    "remove_activity",
]
