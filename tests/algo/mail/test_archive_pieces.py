"""Where a message of an archive starts, as the programs that write archives mark it."""

import datetime as dt
import io

import pytest

from commun.algo.mail import author_in_archive, moment_in_archive, pieces, read

HEAD = "From: Anne <anne@exemple.test>\nDate: Mon, 16 Nov 2020 11:00:00 +0100\nSubject: {}\n\n"


def subjects(text: str) -> list[str]:
    return [read(one.raw).subject for one in pieces(io.BytesIO(text.encode()))]


@pytest.mark.parametrize("start", ["From \r", "From ", "From -", "From - Mon Nov 16 11:00:00 2020", "From x 1:00 2020"])
def test_each_start_after_an_empty_line_is_one(start: str) -> None:
    text = "\n".join(f"{start}\n{HEAD.format(name)}Oui,\n\nFrom \nDemain\n" for name in ("Un", "Deux"))
    assert subjects(text) == ["Un", "Deux"]


def test_messages_that_no_empty_line_parts_are_told_by_their_whole_start() -> None:
    start = "From anne at exemple.test  Mon Nov 16 11:00:00 2020\n"
    text = "".join(f"{start}{HEAD.format(name)}Oui\n" for name in ("Un", "Deux", "Trois"))
    assert subjects(text) == ["Un", "Deux", "Trois"]


@pytest.mark.parametrize(
    "words",
    [
        "Je cite :\nFrom anne at exemple.test  Mon Nov 16 11:00:00 2020\nNote: rien ne suit",
        "Il écrit :\nFrom 11:00 to 12:00 in 2020\nFrom: Anne",
        "Il écrit :\n\nFrom \nSinon : demain",
        "Il écrit :\nFrom \nFrom: Anne",
    ],
)
def test_words_that_look_like_a_start_are_words(words: str) -> None:
    text = f"From x Mon Nov 16 11:00:00 2020\n{HEAD.format('Un')}{words}\n"
    found = list(pieces(io.BytesIO(text.encode())))
    assert [read(one.raw).text.strip() for one in found] == [words]


@pytest.mark.parametrize(
    ("heads", "name"),
    [
        ("From: 'Anne Été' via Liste <liste@exemple.test>\nX-Original-Sender: anne@exemple.test", "Anne Été"),
        ("From: Anne Été (via liste) <liste@exemple.test>\nReply-To: anne@exemple.test", "Anne Été"),
        ("From: Anne (par intérim) <anne@exemple.test>\nReply-To: bob@exemple.test", "Anne (par intérim)"),
    ],
)
def test_who_wrote_through_a_list_is_found_where_it_says_so(heads: str, name: str) -> None:
    found = author_in_archive(read(f"{heads}\n\nOui".encode()), frozenset({"liste@exemple.test"}))
    assert found == (name, "anne@exemple.test")


@pytest.mark.parametrize("zone", ["-3000", "+0580 (CST)", "+99999"])
def test_a_date_whose_zone_is_none_is_still_that_day(zone: str) -> None:
    now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    at = moment_in_archive(read(f"Date: Tue, 30 Nov 1999 23:56:33 {zone}\n\nOui".encode()), "", now, now)
    assert abs(at - dt.datetime(1999, 11, 30, 23, 56, 33, tzinfo=dt.UTC)) < dt.timedelta(days=1)
