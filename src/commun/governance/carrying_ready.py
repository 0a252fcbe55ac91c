"""What people of this room open in the file of a whole group."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Members, decisions, things to do, meetings."""
    from commun.core.registries import Sheet, group_sheets

    who = _("who")
    members = (
        ("person__name", who),
        ("state", ""),
        ("since", ""),
        ("role", ""),
        ("role_ends_on", ""),
        ("leaves_on", ""),
    )
    decisions = (
        ("number", ""), ("title", ""), ("state", ""), ("since", ""), ("adopted_on", ""),
        ("carrier__person__name", who), ("first_step", ""), ("due_on", ""), ("review_on", ""), ("ends_on", ""),
        ("outcome", ""), ("lesson", ""),
    )  # fmt: skip
    actions = (
        ("title", ""), ("state", ""), ("owner__person__name", who), ("due_on", ""), ("closed_on", ""),
        ("closing_note", ""), ("decision__title", _("decision")),
    )  # fmt: skip
    meetings = (("title", ""), ("kind", ""), ("starts_at", ""), ("ends_at", ""), ("place", ""), ("state", ""))
    group_sheets.add("governance.members", Sheet(_("members"), "governance.Membership", members))
    group_sheets.add("governance.decisions", Sheet(_("decisions"), "governance.Decision", decisions))
    group_sheets.add("governance.actions", Sheet(_("things to do"), "governance.Action", actions))
    group_sheets.add("governance.meetings", Sheet(_("meetings"), "governance.Meeting", meetings))
