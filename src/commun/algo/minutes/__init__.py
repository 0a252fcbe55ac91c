"""A pad read as minutes: its lines, what they look like, and under which point of the agenda each falls.

Pure text: nothing is decided here, everything is a proposal that a person confirms. No sign of the pad is lost: the
marks and the words of the lines, one after the other, are the pad without its spaces.
"""

from commun.algo.minutes.html import text_of_html
from commun.algo.minutes.lines import ACTION, DECISION, HEADING, LONGEST, NOTE, RULE, Line, read, said_of
from commun.algo.minutes.places import Placed, place

__all__ = [
    "ACTION",
    "DECISION",
    "HEADING",
    "LONGEST",
    "NOTE",
    "RULE",
    "Line",
    "Placed",
    "place",
    "read",
    "said_of",
    "text_of_html",
]
