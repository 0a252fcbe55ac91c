"""Questions to open a meeting with: ours, in our own words. The same meeting always proposes the same one."""

import zlib
from typing import Any

from django.utils.translation import gettext_lazy

from commun.governance.models import Meeting

QUESTIONS: tuple[Any, ...] = (
    gettext_lazy("What is your weather today?"),
    gettext_lazy("What would you like to leave at the door for two hours?"),
    gettext_lazy("Which small thing went well since the last time?"),
    gettext_lazy("What do you need so that this meeting is useful to you?"),
    gettext_lazy("Which encounter counted for you this month?"),
    gettext_lazy("One word for your work at the moment?"),
    gettext_lazy("What did you learn from something that failed?"),
    gettext_lazy("What could somebody here help you with?"),
    gettext_lazy("Whom would you like to thank?"),
    gettext_lazy("Which sound, smell or taste opens your day?"),
    gettext_lazy("What are you looking forward to?"),
    gettext_lazy("Which question keeps you busy these days?"),
)


def question_of(meeting: Meeting) -> str:
    """The question proposed for this meeting."""
    return str(QUESTIONS[zlib.crc32(meeting.ref.encode()) % len(QUESTIONS)])
