"""Votes counted right: exact, whatever the order of the ballots, each result with its rule and every round.

Standard library only. `rules.RULES` names the rules, `readers.read` reads public files. See docs/algorithms/voting.md.
"""
