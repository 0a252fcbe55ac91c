"""Anyone may list the dates of a rule, and a bad rule gets one sentence."""

import pytest
from django.core.management import CommandError, call_command

from commun.algo.calendar import CountAndUntil, NeverEnds, TooFar, TooMany, TooOften, UnknownPart, Unreadable
from commun.governance.meeting_dates import sentence_of


def printed(capsys: pytest.CaptureFixture[str], rule: str, **options: str) -> list[str]:
    call_command("expand_rule", rule, **{"start": "2026-11-16T10:00", "zone": "Europe/Paris", **options})
    return capsys.readouterr().out.splitlines()


def test_the_third_monday_until_2040_has_170_dates_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "FREQ=MONTHLY;BYDAY=3MO", until="2040-12-31")
    assert (len(lines), lines[0], lines[5]) == (170, "2026-11-16T10:00+01:00", "2027-04-19T10:00+02:00")


def test_an_overseas_zone_keeps_its_own_hour(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "FREQ=YEARLY;COUNT=1", zone="Indian/Reunion") == ["2026-11-16T10:00+04:00"]


def test_every_day_until_2040_is_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(printed(capsys, "FREQ=DAILY", until="2040-12-31")) == 5160


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        ("FREQ=MONTHLY;BYDAY=3MO", {}),
        ("FREQ=DAILY;COUNT=1000000", {}),
        ("FREQ=SECONDLY", {"until": "2040-12-31"}),
        ("tous les lundis", {}),
        ("", {}),
        ("FREQ=DAILY;COUNT=2", {"start": "lundi"}),
        ("FREQ=DAILY;COUNT=2", {"start": "2026-11-16T10:00+01:00"}),
        ("FREQ=DAILY;COUNT=2", {"zone": "Europe/Lutèce"}),
        ("FREQ=DAILY;COUNT=2", {"zone": "../../etc/passwd"}),
        ("FREQ=DAILY;COUNT=2", {"zone": ""}),
        ("FREQ=DAILY;COUNT=2", {"until": "31/12/2040"}),
    ],
)
def test_a_wrong_word_is_one_sentence(capsys: pytest.CaptureFixture[str], rule: str, options: dict[str, str]) -> None:
    with pytest.raises(CommandError) as caught:
        printed(capsys, rule, **options)
    assert caught.value.returncode == 1
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_each_refusal_has_a_sentence_of_its_own() -> None:
    kinds = [CountAndUntil, NeverEnds, TooFar, TooMany, TooOften, UnknownPart, Unreadable]
    assert len({sentence_of(kind("20")) for kind in kinds}) == len(kinds)
