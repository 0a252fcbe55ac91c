"""The rules by name, as `./commun manage count --rule NAME` and the pages know them.

A rule is called with a parsed election (see `readers`) and a number of seats, and returns a `Result`; it raises
`BadProfile("wrong-ballots")` on ballots of another kind. To add one: write it in a module of this package (importing
`Result` from `result`, never from here), then add its line below.
"""

from collections.abc import Callable
from typing import Any

from commun.algo.voting.errors import BadProfile
from commun.algo.voting.result import Result

Rule = Callable[[Any, int], Result]

RULES: dict[str, Rule] = {}


def count(name: str, election: object, seats: int = 1) -> Result:
    """Count an election by the rule of that name; raises BadProfile for a rule that is not there."""
    if name not in RULES:
        raise BadProfile("unknown-rule", rule=name)
    return RULES[name](election, seats)
