"""What is wrong with a ballot, a profile, a rule's parameter or a file, as a code and its details.

The words shown to people belong to the pages (see `commun.governance`): a code never changes its meaning.
"""

from typing import ClassVar


class BadInput(ValueError):
    """Something a count refuses: `code` names it, `details` holds what a sentence needs."""

    subject: ClassVar[str] = "input"

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        told = ", ".join(f"{name}={_short(value)}" for name, value in details.items())
        super().__init__(f"{self.subject}: {code}" + (f" ({told})" if told else ""))


class BadBallot(BadInput):
    """One ballot does not fit the question: unknown-option, repeated-option, bad-grade, over-budget, bad-weight."""

    subject = "ballot"


class BadProfile(BadInput):
    """The question or the rule does not fit: too-many-options, name-too-long, wrong-ballots, bad-seats."""

    subject = "profile"


class BadFile(BadInput):
    """A file cannot be read as what its name says: bad-line, unknown-format, no-ballots."""

    subject = "file"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
