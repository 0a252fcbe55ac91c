"""Whole numbers shared without losing one: every package may use it (docs/algorithms/sharing.md)."""

from commun.algo.exact.shares import bounded_shares, grown_shares, half_up, largest_remainder

__all__ = ["bounded_shares", "grown_shares", "half_up", "largest_remainder"]
