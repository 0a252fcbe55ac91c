"""What programs may ask of the group: its people, decisions, votes, meetings, roles and texts."""

from commun.governance.api import acts, finding, not_offered, reading, reading_meetings

__all__ = ["acts", "finding", "not_offered", "reading", "reading_meetings"]
