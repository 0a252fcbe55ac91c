"""Ballots written short, and generated ones."""

from hypothesis import strategies as st

from commun.algo.voting.profile import Approvals, Graded, Pile, Ranked

NAMES = ("a", "b", "c", "d", "e", "f", "g")


def ranked(*lines: str, options: str = "") -> Ranked:
    """Read ballots such as "3:a>b=c" (three people), options in order of their names unless given."""
    piles = []
    for line in lines:
        count, _, order = line.partition(":")
        piles.append(Pile([rank.split("=") for rank in order.split(">") if rank], int(count)))
    found = sorted({name for pile in piles for rank in pile.ballot for name in rank})
    return Ranked.build(list(options) or found, piles)


def graded(options: str, *ballots: str, scale: tuple[int, int] = (0, 5)) -> Graded:
    """Read ballots such as "3:501" (three people give 5, 0, 1; a dot is nothing)."""
    piles = []
    for line in ballots:
        count, _, grades = line.partition(":")
        given = {name: None if grade == "." else int(grade) for name, grade in zip(options, grades, strict=True)}
        piles.append(Pile(given, int(count)))
    return Graded.build(list(options), piles, scale=scale)


def approvals(options: str, *ballots: str) -> Approvals:
    """Read ballots such as "3:ab"."""
    split = [line.partition(":") for line in ballots]
    return Approvals.build(list(options), [Pile(list(names), int(count)) for count, _, names in split])


@st.composite
def orders(draw: st.DrawFn, names: tuple[str, ...], *, ties: bool) -> list[list[str]]:
    """A ballot, often short, with equal ranks if `ties`."""
    shuffled = draw(st.permutations(names))
    kept = shuffled[: draw(st.integers(0, len(names)))]
    ballot: list[list[str]] = []
    for name in kept:
        if ballot and ties and draw(st.booleans()):
            ballot[-1].append(name)
        else:
            ballot.append([name])
    return ballot


@st.composite
def rankings(
    draw: st.DrawFn, *, ties: bool = True, most_options: int = 5, most_ballots: int = 12
) -> tuple[tuple[str, ...], list[Pile[list[list[str]]]]]:
    """Options and piles of ranked ballots, before they are put together."""
    names = NAMES[: draw(st.integers(2, most_options))]
    ballots = draw(st.lists(orders(names, ties=ties), min_size=1, max_size=most_ballots))
    return names, [Pile(ballot, draw(st.integers(1, 4))) for ballot in ballots]


@st.composite
def gradings(draw: st.DrawFn, *, most_ballots: int = 12) -> tuple[tuple[str, ...], list[Pile[dict[str, int | None]]]]:
    """Options and piles of ballots of grades from 0 to 5, some of them blank."""
    names = NAMES[: draw(st.integers(2, 5))]
    grades = st.one_of(st.none(), st.integers(0, 5))
    ballots = draw(st.lists(st.fixed_dictionaries(dict.fromkeys(names, grades)), min_size=1, max_size=most_ballots))
    return names, [Pile(ballot, draw(st.integers(1, 4))) for ballot in ballots]
