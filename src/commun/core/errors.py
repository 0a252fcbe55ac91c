"""What an action may refuse, in words for the person who asked."""

from typing import Any


class Refused(Exception):
    """The action cannot be done; ``sentence`` says why and what to do (translated, shown as it is)."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NotFound(Exception):
    """There is no such thing for this person: shown as a 404, whether it exists for others or not."""


class Gone(Exception):
    """It was there and is no more (expired link): shown as a 410 that tells nothing else."""
