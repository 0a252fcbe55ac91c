"""Advice: who was asked, who answered, what each advice became."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commun.core import scope
from commun.governance.models import Process, Remark, Stance

ASKED = (Stance.Position.ASKED, Stance.Position.PASSES)


@dataclass(frozen=True)
class Hearing:
    """Those asked, the advices, the decider's answer to each, and their last word."""

    asked: Sequence[Stance]
    advices: Sequence[Remark]
    answers: Mapping[int, Remark]
    last_word: Remark | None

    @property
    def spoke(self) -> set[int]:
        """Memberships of those who gave advice, asked or not."""
        return {one.membership_id for one in self.advices}

    @property
    def passed(self) -> list[Stance]:
        """Asked, and said that they have no advice to give."""
        spoke = self.spoke
        return [one for one in self.asked if one.position == Stance.Position.PASSES and one.membership_id not in spoke]

    @property
    def silent(self) -> list[Stance]:
        """Asked, and not answered: shown as such, without a guess."""
        spoke = self.spoke
        return [one for one in self.asked if one.position != Stance.Position.PASSES and one.membership_id not in spoke]

    @property
    def unanswered(self) -> list[Remark]:
        """Advices of which the decider has not said what they did."""
        return [one for one in self.advices if one.pk not in self.answers]


def hearing_of(process: Process) -> Hearing:
    """What was asked and said. 2 queries."""
    with scope.use(process.space_id):
        asked = list(
            Stance.objects.filter(process=process, position__in=ASKED)
            .select_related("membership__person")
            .order_by("membership__person__sort_key", "membership")
        )
        remarks = list(
            Remark.objects.filter(process=process, nature__in=[Remark.Nature.ADVICE, Remark.Nature.ANSWER])
            .select_related("membership__person")
            .order_by("written_at", "pk")
        )
    decider = process.rules.get("decider")
    said = [one for one in remarks if one.nature == Remark.Nature.ANSWER and one.membership_id == decider]
    words = [one for one in said if one.answers_id is None]
    return Hearing(
        asked=asked,
        advices=[one for one in remarks if one.nature == Remark.Nature.ADVICE],
        answers={one.answers_id: one for one in said if one.answers_id},
        last_word=words[-1] if words else None,
    )
