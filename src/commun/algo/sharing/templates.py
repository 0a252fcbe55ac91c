"""Three keys to start from, as French cooperatives really practise them (val 5.2)."""

from commun.algo.sharing.steps import WHOLE, Base, Key, Kind, Measure, Place, Step, checked

ZERO_AT_YEAR_END: Key = checked(
    (
        Step(Kind.REIMBURSE),
        Step(Kind.PRO_RATA, rate=WHOLE, measure=Measure.DAYS),
        Step(Kind.EQUAL, rate=WHOLE),
    )
)
BRAND: Key = checked(
    (
        Step(Kind.PERCENT, rate=500, base=Base.GROSS, place=Place.POT),
        Step(Kind.PRO_RATA, rate=WHOLE, measure=Measure.TURNOVER),
        Step(Kind.EQUAL, rate=WHOLE),
    )
)


def bid_team(*, bringing: str, writing: str, coordination: str) -> Key:
    """The key of a team that answered together; the names of its three roles are the caller's."""
    return checked(
        (
            Step(Kind.REIMBURSE),
            Step(Kind.PERCENT, rate=300, base=Base.GROSS, place=Place.POT),
            Step(Kind.PERCENT, rate=500, base=Base.GROSS, place=Place.ROLE, role=bringing),
            Step(Kind.PERCENT, rate=500, base=Base.GROSS, place=Place.ROLE, role=writing),
            Step(Kind.PERCENT, rate=700, base=Base.GROSS, place=Place.ROLE, role=coordination),
            Step(Kind.PRO_RATA, rate=WHOLE, measure=Measure.DAYS),
            Step(Kind.EQUAL, rate=WHOLE),
        )
    )
