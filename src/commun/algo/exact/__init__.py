"""Whole numbers shared without losing one, told without telling who: for every package (docs/algorithms/exact.md)."""

from commun.algo.exact.hiding import hidden_cells
from commun.algo.exact.shares import bounded_shares, grown_shares, half_up, largest_remainder

__all__ = ["bounded_shares", "grown_shares", "half_up", "hidden_cells", "largest_remainder"]
