"""What a meeting keeps of the date poll that it comes from."""

from commun.core import scope
from commun.governance.models import Attendance, Meeting, Process
from commun.governance.queries.meetings import Company

COMES = (Attendance.Answer.COMING, Attendance.Answer.MAYBE)


def needed_missing(meeting: Meeting, company: Company) -> list[str]:
    """Names of those without whom the poll said that it makes no sense, and who do not say that they come. 1 query."""
    if meeting.series_id is not None:
        return []
    with scope.use(meeting.space_id):
        polls = Process.objects.filter(method=Process.Method.DATES, result__meeting=meeting.ref)
        rules = polls.values_list("rules", flat=True).first() or {}
    needed = set(rules.get("needed") or ())
    return [one.name for one in company.comers if one.member.pk in needed and one.answer not in COMES]
