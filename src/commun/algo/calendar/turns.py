"""The moments at which a member's digest is due, in the member's own time zone."""

import datetime as dt

DAILY, WEEKLY, NONE = "daily", "weekly", "none"
MONDAY, FRIDAY = 0, 4


def last_turn(now: dt.datetime, *, rhythm: str, hour: int, zone: dt.tzinfo) -> dt.datetime | None:
    """The latest moment, not after ``now``, at which a digest of this rhythm was due; None without rhythm.

    ``now`` is aware; ``hour`` (0 to 23) is read on the wall clock of ``zone``; the answer is in UTC.
    Daily means Monday to Friday; weekly means Monday. An hour that the change to summer time skips is read as the
    moment when the clock jumps past it; one that comes twice in autumn is due the first time only.
    Raises ValueError on another rhythm or hour.
    """
    if rhythm == NONE:
        return None
    if rhythm not in {DAILY, WEEKLY} or not 0 <= hour <= 23:
        raise ValueError((rhythm, hour))
    last_day = MONDAY if rhythm == WEEKLY else FRIDAY
    day = now.astimezone(zone).date()
    while True:
        if day.weekday() <= last_day:
            turn = dt.datetime.combine(day, dt.time(hour), tzinfo=zone).astimezone(dt.UTC)
            if turn <= now:
                return turn
        day -= dt.timedelta(days=1)
