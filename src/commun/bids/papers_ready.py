"""What the papers of legal entities add to the registries of the house."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Titles in the journal, things to do, what is kept of a person, the demo."""
    from commun.bids import demo_joint, demo_papers
    from commun.bids.actions import papers_data
    from commun.bids.journal import papers as facts
    from commun.bids.queries import papers as queries
    from commun.bids.queries import papers_news
    from commun.core import registries

    registries.subjects.add(facts.ENTITY, queries.entities_called)
    registries.demo.add("bids.papers", registries.DemoPart(64, demo_papers.load))
    # Its folder holds those papers.
    registries.demo.add("bids.joint", registries.DemoPart(65, demo_joint.load))
    registries.todo.add("bids.papers", papers_news.things_to_do)
    registries.personal_data.add(
        "bids.papers",
        registries.PersonalData(_("papers of legal entities"), papers_data.export_papers, papers_data.erase_papers),
    )
