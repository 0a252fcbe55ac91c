"""What joint answers add to the registries of the house."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """The door « Réponses », titles in the journal, the gate of the procedure."""
    from commun.bids import demo_bids, demo_teams, effects_writing, papers_ready, section_texts
    from commun.bids.actions import bid_data
    from commun.bids.journal import bids as facts
    from commun.bids.policies import bids as policies
    from commun.bids.queries import bids as queries
    from commun.bids.queries import blocks, outcomes
    from commun.core import registries
    from commun.governance import gates, handover
    from commun.tenders.around import around_notice
    from commun.value.seen import seen

    door = registries.NavigationItem(_("Answers"), "bids:bids", "edit", 25, also=("bids:",))
    # After the keys were adopted; before the projects that some became.
    registries.demo.add("bids.bids", registries.DemoPart(55, demo_bids.load))
    registries.demo.add("bids.teams", registries.DemoPart(66, demo_teams.load))
    registries.navigation.add("bids:bids", door)
    registries.subjects.add(facts.BID, queries.bids_called)
    gates.gates.add(policies.JOIN, gates.Gate(_("join the team of a joint answer")))
    around_notice.add("bids", queries.around_notice)
    registries.todo.add("bids", outcomes.things_to_do)
    registries.todo.add("bids.blocks", blocks.things_to_do)
    seen.add("bids.sections", blocks.writing_seen)
    registries.calendar.add("bids", outcomes.dates_of)
    handover.sources.add("bids", handover.Source(_("Teams of answers"), bid_data.held_by, bid_data.give_back))
    registries.personal_data.add(
        "bids", registries.PersonalData(_("Teams of joint answers"), bid_data.export, bid_data.erase)
    )
    effects_writing.register()
    section_texts.register()
    papers_ready.register()
