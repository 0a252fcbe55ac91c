"""Background doors, by aggregate: thin, safe to run twice. Importing this declares the hours of all."""

from commun.governance.tasks import groups, processes

__all__ = ["groups", "processes"]
