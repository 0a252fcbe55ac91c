"""Rules drawn by lot: those our own form can make, and any that RFC 5545 allows."""

from hypothesis import strategies as st

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
_intervals = st.integers(1, 5)


def _joined(items: st.SearchStrategy[object], most: int) -> st.SearchStrategy[str]:
    return st.lists(items, min_size=1, max_size=most, unique=True).map(lambda found: ",".join(map(str, found)))


_weekdays = _joined(st.sampled_from(WEEKDAYS), 7)
_places = st.sampled_from([1, 2, 3, 4, 5, -1, -2])
_nth = st.builds(lambda place, day: f"{place}{day}", _places, st.sampled_from(WEEKDAYS))
_month_days = st.integers(1, 31) | st.sampled_from([-1, -2, -30])
_ends = st.sampled_from(["", ";COUNT=7", ";COUNT=1", ";UNTIL=20280315", ";UNTIL=20290620T120000Z"])


def form_rules() -> st.SearchStrategy[str]:
    """Daily, weekly, monthly by nth weekday, by day or by set position, yearly; with interval and end."""
    shapes = st.one_of(
        st.just("FREQ=DAILY"),
        st.just("FREQ=WEEKLY"),
        _weekdays.map("FREQ=WEEKLY;BYDAY={}".format),
        st.builds("FREQ=WEEKLY;BYDAY={};WKST={}".format, _weekdays, st.sampled_from(WEEKDAYS)),
        _joined(_nth, 3).map("FREQ=MONTHLY;BYDAY={}".format),
        _joined(_month_days, 3).map("FREQ=MONTHLY;BYMONTHDAY={}".format),
        st.just("FREQ=MONTHLY"),
        st.builds("FREQ=MONTHLY;BYDAY={};BYSETPOS={}".format, _weekdays, _joined(_places, 2)),
        st.just("FREQ=YEARLY"),
        st.builds("FREQ=YEARLY;BYMONTH={};BYDAY={}".format, st.integers(1, 12), _joined(_nth, 2)),
        st.builds("FREQ=YEARLY;BYMONTH={};BYMONTHDAY={}".format, _joined(st.integers(1, 12), 3), _month_days),
    )
    return st.builds("{};INTERVAL={}{}".format, shapes, _intervals, _ends)


def any_rules() -> st.SearchStrategy[str]:
    """Those, and rarer ones that only foreign calendars bring."""
    rare = st.one_of(
        _joined(st.integers(1, 53) | st.integers(-53, -1), 2).map("FREQ=YEARLY;BYWEEKNO={};BYDAY=MO,TH".format),
        _joined(st.integers(1, 366) | st.integers(-366, -1), 3).map("FREQ=YEARLY;BYYEARDAY={}".format),
        st.builds("FREQ=YEARLY;BYDAY={}{}".format, st.integers(1, 53), st.sampled_from(WEEKDAYS)),
        st.builds("FREQ=MONTHLY;BYMONTHDAY={};BYDAY={}".format, _joined(_month_days, 4), _weekdays),
        st.builds("FREQ=DAILY;BYMONTH={};BYMONTHDAY={}".format, st.integers(1, 12), _joined(_month_days, 3)),
        st.builds("FREQ=DAILY;BYHOUR={};BYMINUTE=0,30".format, _joined(st.integers(0, 23), 3)),
        _joined(st.integers(1, 28), 3).map("FREQ=YEARLY;BYMONTHDAY={}".format),
    )
    return form_rules() | st.builds("{};INTERVAL={}{}".format, rare, _intervals, _ends)
