"""When things come round again. First promise: the turns of a digest (docs/algorithms/calendar.md)."""

from commun.algo.calendar.turns import last_turn

__all__ = ["last_turn"]
