"""Consent, as pure rules: who is asked again about a new version, what still stands in the way. No database.

Consent is not unanimity: nobody has to be in favour; nobody may have a reasoned objection left. Silence is not
consent, unless the rules of the process said so before it opened, and never the silence of somebody who objected.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

ASKED, CONSENTS, ASIDE, OBJECTS = "asked", "consents", "aside", "objects"


@dataclass(frozen=True)
class Voice:
    """Where one elector stands on the version on the table.

    ``wants_again``: wishes to read any new version; ``has_objected``: raised an objection in this process, on this
    version or before; ``is_here``: an awake member today (those who left or rest are not waited for).
    """

    elector: int
    position: str
    wants_again: bool = False
    has_objected: bool = False
    is_here: bool = True


@dataclass(frozen=True)
class Obstacles:
    """What stands between the proposal and its adoption: objections still open, people still awaited."""

    open_objections: int
    awaited: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.open_objections or self.awaited)


def asked_again(voices: Iterable[Voice], objectors: Collection[int] = ()) -> frozenset[int]:
    """Who is asked about a new version: who objected to the one before, has not answered, or wished to be asked.

    ``objectors``: authors of objections that are open or that the new version integrates. The others' consent stands.
    """
    return frozenset(
        voice.elector
        for voice in voices
        if voice.position in {ASKED, OBJECTS} or voice.wants_again or voice.elector in objectors
    )


def obstacles(
    voices: Iterable[Voice], *, open_objections: int, silence_counts: bool = False, is_window_over: bool = False
) -> Obstacles:
    """What is left before adoption. ``silence_counts`` only helps once the window that was announced is over."""
    may_pass_over = silence_counts and is_window_over
    awaited = frozenset(
        voice.elector
        for voice in voices
        if voice.position == ASKED and voice.is_here and (voice.has_objected or not may_pass_over)
    )
    return Obstacles(open_objections, awaited)
