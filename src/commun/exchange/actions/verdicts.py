"""What becomes of a mail, as those say who handle it."""

from typing import NamedTuple

from commun.exchange.models import InboundMail


class Verdict(NamedTuple):
    """Its state, why, and a sentence for its sender when it is refused."""

    state: InboundMail.State
    why: InboundMail.Why
    reason: str = ""
