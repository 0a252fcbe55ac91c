"""Reads mails: who wrote what, what they quote, what no person wrote. Pure: nothing is fetched, sent or kept."""

from commun.algo.mail.automatic import PERHAPS_AWAY, may_be_answered, why_automatic
from commun.algo.mail.html import text_of
from commun.algo.mail.mbox import Piece, author_in_archive, moment_in_archive, pieces
from commun.algo.mail.parsing import parsed
from commun.algo.mail.reading import Attachment, Mail, decoded, in_words, is_mail, read
from commun.algo.mail.repeating import only_repeats
from commun.algo.mail.subjects import base_of, is_answer, is_forward, shown
from commun.algo.mail.tags import tags_of
from commun.algo.mail.threads import Card, parents, roots
from commun.algo.mail.trimming import Trimmed, trim
from commun.algo.mail.wishes import wants_no_archive

__all__ = [
    "PERHAPS_AWAY",
    "Attachment",
    "Card",
    "Mail",
    "Piece",
    "Trimmed",
    "author_in_archive",
    "base_of",
    "decoded",
    "in_words",
    "is_answer",
    "is_forward",
    "is_mail",
    "may_be_answered",
    "moment_in_archive",
    "only_repeats",
    "parents",
    "parsed",
    "pieces",
    "read",
    "roots",
    "shown",
    "tags_of",
    "text_of",
    "trim",
    "wants_no_archive",
    "why_automatic",
]
