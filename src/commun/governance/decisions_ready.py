"""What decisions and things to do add to the registries of the house, once the room is ready."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Effects, titles, « À faire », the digest's chapter, hand-over at a departure, personal data, the demo."""
    from commun.core import registries
    from commun.governance import demo_decisions, effects_decisions, handover
    from commun.governance.actions import decision_departures
    from commun.governance.actions import steering as steered
    from commun.governance.journal import decisions as facts
    from commun.governance.queries import decision_news, steering, todo_decisions

    effects_decisions.register()
    registries.subjects.add(facts.DECISION, decision_news.decisions_called)
    registries.subjects.add(facts.ACTION, decision_news.actions_called)
    registries.subjects.add(steered.ABOUT, steering.indicators_called)
    registries.todo.add("governance.decisions", todo_decisions.things_to_do)
    registries.digest.add(
        "governance.decisions", registries.DigestSection(_("Decisions"), 20, decision_news.digest_events)
    )
    handover.sources.add(
        "governance.decisions",
        handover.Source(_("Decisions and things to do"), decision_news.handed_over, decision_departures.release),
    )
    registries.personal_data.add(
        "governance.decisions",
        registries.PersonalData(
            title=_("Decisions and things to do"),
            export=decision_departures.export,
            erase=decision_departures.erase,
        ),
    )
    registries.demo.add("governance.decisions", registries.DemoPart(22, demo_decisions.load))
