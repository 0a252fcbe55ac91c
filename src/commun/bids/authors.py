"""Who wrote a section, as the co-writing engine knows it: characters that are in it, minutes in which they wrote."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from commun.bids.models import BidSection, TextBlock
from commun.core.models import TextSpan, WrittenText
from commun.core.writing import reading

# Who wrote less than one part in twenty of a passage is named with it, and not asked.
NOTICEABLE = 20


@dataclass(frozen=True)
class OnePassage:
    """A paragraph of a section: a key for forms, Markdown, words, characters by id of a person."""

    key: str
    markdown: str
    plain: str
    authors: dict[int, int]


@dataclass(frozen=True)
class PassageChosen:
    """Paragraphs together: Markdown, characters by id of a person (0: nobody knows), the most first."""

    words: str
    authors: dict[int, int]

    @classmethod
    def of(cls, chosen: Iterable[OnePassage]) -> "PassageChosen":
        """Put paragraphs together, in their order."""
        rows = list(chosen)
        totals: dict[int, int] = {}
        for row in rows:
            for person, count in row.authors.items():
                totals[person] = totals.get(person, 0) + count
        ordered = dict(sorted(totals.items(), key=lambda each: (-each[1], each[0])))
        return cls("\n\n".join(row.markdown for row in rows).strip(), ordered)

    @property
    def noticeable(self) -> list[int]:
        """Those who wrote one part in twenty or more."""
        whole = sum(self.authors.values())
        return [person for person, count in self.authors.items() if count * NOTICEABLE >= whole]


def authors_of(text: WrittenText) -> list[list[int]]:
    """[id of a person, characters, minutes], the most characters first; people whose words all went are left out."""
    minutes: dict[int, set[str]] = {}
    for person, at in TextSpan.objects.filter(text=text).values_list("person_id", "at"):
        minutes.setdefault(person or 0, set()).add(f"{at:%Y-%m-%d %H:%M}")
    shares = reading.authorship(text).shares
    return [
        [share.person_id, share.characters, max(1, len(minutes.get(share.person_id, ())))]
        for share in shares
        if share.person_id and share.characters
    ]


def passages_of(section: BidSection) -> list[OnePassage]:
    """The paragraphs of a section that hold words; the words of a block put into it stay those of its authors.

    In scope.
    """
    text = reading.text_of(BidSection.TEXT_KIND, section.ref)
    if text is None:
        return []
    used = TextBlock.objects.filter(use_count__gt=0).exclude(section=section)
    blocks = list(used.values_list("words", "authors"))
    found = []
    for rank, row in enumerate(reading.passages(text)):
        authors = {share.person_id: share.characters for share in row.shares}
        key = f"{rank}-{hashlib.sha256(row.markdown.encode()).hexdigest()[:12]}"
        theirs = [person for words, people in blocks if row.markdown in words.split("\n\n") for person in people]
        if theirs:
            # Put in as it was: whoever put it in wrote none of it.
            authors = dict.fromkeys(theirs, max(1, sum(authors.values()) // len(theirs)))
        found.append(OnePassage(key, row.markdown, row.plain, authors))
    return found
