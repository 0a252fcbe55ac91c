"""What this room adds to the search over everything."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PEOPLE = ("people.person", "people.activity", "people.reference")


def register() -> None:
    """Its pages, the facts that change them, and the key of those who are inside a group."""
    from commun.core.search.sources import Source, author_facts, keys, same, sources
    from commun.governance.journal import groups
    from commun.governance.queries import searched as read

    keys.add("governance", keys_of)
    author_facts.add(groups.PERSON_ERASED)
    meeting, decision, role = "governance.meeting", "governance.decision", "governance.role"
    sources.add(
        "governance.decisions",
        Source("decisions", _("Decisions"), read.decisions, {
            decision: same, meeting: read.decisions_of_meetings, "governance.process": read.decisions_of_processes,
        }),
    )  # fmt: skip
    sources.add(
        "governance.meetings",
        Source("seances", _("Meetings"), read.meetings, {
            meeting: same, "governance.line": read.meetings_of_lines, "governance.point": read.meetings_of_points,
            "governance.series": read.meetings_of_series, "governance.hidden_words": read.meetings_of_hidden,
        }),
    )  # fmt: skip
    sources.add(
        "governance.actions",
        Source("actions", _("Things to do"), read.actions, {
            "governance.action": same, decision: read.actions_of_decisions, meeting: read.actions_of_meetings,
        }),
    )  # fmt: skip
    sources.add("governance.roles", Source("roles", _("Roles"), read.roles, {role: same}))
    sources.add(
        "governance.articles",
        Source("charte", pgettext_lazy("search", "Articles of the charter"), read.articles, {
            "governance.article": same, "governance.text": read.articles_of_texts,
        }),
    )  # fmt: skip
    sources.add("governance.votes", Source("votes", _("Votes"), read.votes, {"governance.process": same}))
    sources.add(
        "governance.people",
        Source("personnes", pgettext_lazy("search", "People"), read.people, {
            "governance.membership": read.people_of_places, "governance.mandate": read.people_of_mandates,
            role: read.people_of_roles,
        }, dict.fromkeys(PEOPLE, read.places_of_people)),
    )  # fmt: skip
    sources.add(
        "governance.groups",
        Source("groupes", pgettext_lazy("search", "Groups"), read.groups, {
            "core.space": read.the_group, "governance.definition": read.the_group, decision: read.the_group,
        }),
    )  # fmt: skip


def keys_of(person: Any) -> Iterator[str]:
    """Of each group that the person is in today, awake or at rest: the same rule as its pages. 1 query."""
    from commun.core.search.sources import inside
    from commun.governance.policies import spaces_of

    for pk in spaces_of(person).values_list("pk", flat=True):
        yield inside(pk)
