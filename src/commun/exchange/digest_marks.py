"""How a summary of a list is recognised when somebody answers it: its identity, else its subject."""

import hashlib

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.exchange import addresses

_START = "<summary."


def identity(key: str) -> str:
    """The Message-ID of the summary of this key."""
    return f"{_START}{hashlib.sha256(key.encode()).hexdigest()[:32]}@{addresses.domain()}>"


def subject_of(group: str) -> str:
    """What the summaries of a group are called, in the language at hand."""
    return _("Summary of the list: %(group)s") % {"group": group}


def answers_a_summary(read: mails.Mail, group: str) -> bool:
    """Whether a mail answers a summary, which is no message of the list: it starts and joins no thread."""
    named = (*read.in_reply_to, *read.references[-1:])
    end = f"@{addresses.domain()}>"
    if any(one.startswith(_START) and one.endswith(end) for one in named):
        return True
    if named or not mails.is_answer(read.subject):
        return False
    # The count of messages follows.
    return mails.base_of(read.subject).startswith(tuple(_subjects(group)))


def _subjects(group: str) -> set[str]:
    """What they are called in each language, to compare."""
    found = set()
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            found.add(mails.base_of(subject_of(group)))
    return found
