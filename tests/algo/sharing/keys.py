"""Random keys and what people brought, for the properties of sharing."""

from typing import Any

from hypothesis import strategies as st

from commun.algo.sharing import BadKey, Base, Brought, Key, Kind, Measure, Place, Step, checked

PEOPLE = [f"p{number:02}" for number in range(20)]
ROLES = ("coordination", "writing")
AMOUNTS = st.integers(0, 10**9) | st.integers(0, 300)
RATES = st.integers(1, 10_000) | st.sampled_from([100, 500, 3333, 5000])
CENTS = st.integers(1, 10**6)
BOUNDS = st.sampled_from([(0, None), (0, None), (500, None), (0, 2_000), (100, 100), (333, 70_000)])
PLACES = st.sampled_from([Place.POT, Place.CARRY, Place.ENTITY, Place.ROLE])


@st.composite
def steps(draw: Any) -> Step:
    kind = draw(st.sampled_from(list(Kind)))
    floor, cap = draw(BOUNDS)
    role = draw(st.sampled_from(ROLES))
    if kind in (Kind.FIXED, Kind.PERCENT):
        place = draw(PLACES)
        role = role if place == Place.ROLE else ""
        if kind == Kind.FIXED:
            return Step(kind, amount=draw(CENTS), place=place, role=role)
        return Step(kind, rate=draw(RATES), base=draw(st.sampled_from(list(Base))), place=place, role=role)
    if kind == Kind.REIMBURSE:
        return Step(kind, amount=draw(st.just(0) | CENTS))
    if kind == Kind.EQUAL:
        return Step(kind, rate=draw(RATES), floor=floor, cap=cap)
    measure = draw(st.sampled_from(list(Measure)))
    role = role if measure == Measure.ROLE else ""
    return Step(kind, rate=draw(RATES), measure=measure, role=role, floor=floor, cap=cap)


LAST = st.sampled_from(
    [
        Step(Kind.EQUAL, rate=10_000),
        Step(Kind.PERCENT, rate=10_000, base=Base.REMAINING, place=Place.POT),
        Step(Kind.PERCENT, rate=10_000, base=Base.REMAINING, place=Place.CARRY),
    ]
)


def is_key(found: tuple[list[Step], Step]) -> bool:
    try:
        checked([*found[0], found[1]])
    except BadKey:
        return False
    return True


KEYS: st.SearchStrategy[Key] = (
    st.tuples(st.lists(steps(), max_size=5), LAST).filter(is_key).map(lambda found: (*found[0], found[1]))
)


@st.composite
def brought(draw: Any, most: int = 20) -> Brought:
    people = draw(st.lists(st.sampled_from(PEOPLE[:most]), min_size=1, max_size=most, unique=True))
    some = st.dictionaries(st.sampled_from(people), st.integers(0, 10**7) | st.integers(0, 3), max_size=len(people))
    return Brought(
        people=tuple(people),
        measures={measure: draw(some) for measure in Measure if measure != Measure.ROLE},
        roles={role: draw(some) for role in ROLES},
        expenses=draw(some),
    )
