"""Who wrote a section, as the co-writing engine knows it: characters that are in it, minutes in which they wrote."""

from commun.core.models import TextSpan, WrittenText
from commun.core.writing import reading


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
