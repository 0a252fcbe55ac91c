"""Background doors, by aggregate: thin, safe to run twice. Importing this declares the hours of all."""

from commun.governance.tasks import ballots, decisions, groups, meetings, processes, roles

__all__ = ["ballots", "decisions", "groups", "meetings", "processes", "roles"]
