"""Facts that this room records, by aggregate, each with the sentence people read."""

from commun.governance.journal import (  # noqa: F401 - they declare their facts
    ballots,
    charter,
    decisions,
    disagreements,
    facilitation,
    groups,
    guests,
    guided,
    meetings,
    moderation,
    operators,
    processes,
    roles,
    steering,
    welcomes,
    work_time,
)
from commun.governance.journal.groups import *  # noqa: F403 - the names that older code reads here

# What people read when a rule acts: the clock only did what people had agreed.
RULES = groups.RULES | decisions.RULES | processes.RULES | meetings.RULES | roles.RULES
