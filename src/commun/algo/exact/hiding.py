"""Which figures of a row are not shown, so that nobody is told apart (k-anonymity; cell suppression, Cox 1980)."""

from collections.abc import Sequence


def hidden_cells(people: Sequence[int], least: int, whole: int | None = None) -> tuple[frozenset[int], bool]:
    """Positions not to show in a row whose cells come from so many people each, and whether its total is not to show.

    ``whole``: of how many different people the total is made, when they are known: too few, it is not shown either.

    A cell of fewer than ``least`` people, and more than none, is not shown. As one cell alone would be found again by
    taking the others from the total, the one of fewest people besides it is not shown either; without any other, the
    total is not. Raises ValueError under a least of 1 and on a negative number of people.
    """
    if least < 1 or any(count < 0 for count in people):
        raise ValueError("a least under 1, or a negative number of people")
    few = {place for place, count in enumerate(people) if 0 < count < least}
    if whole is not None and 0 < whole < least:
        return frozenset(few), True
    if len(few) != 1:
        return frozenset(few), False
    others = [place for place, count in enumerate(people) if count >= least]
    if not others:
        return frozenset(few), True
    return frozenset(few | {min(others, key=lambda place: (people[place], place))}), False
