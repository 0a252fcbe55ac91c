"""Files: every shape, gzipped or not; a broken record is told with its place and stops nothing."""

import datetime as dt
import gzip
import json
import re
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from commun.algo import notices
from commun.core import clock
from commun.tenders.models import Notice, NoticeVersion, PastAward
from commun.tenders.queries import faults
from commun.tenders.sources.files import import_path
from tests.support import servers

pytestmark = pytest.mark.django_db

DAY = dt.date(2024, 3, 1)
# Every reason that the reader of files can give, as its source words it.
READER = Path(notices.__file__).parent
SAID = re.compile(r'(?:NotANotice|_broken)\([^"]*(?:f?"[^"]*"[^"]*)??f?"((?:the|an) [^"]+)"')
READER_REASONS = sorted(
    found.split("{")[0].split(":")[0].strip(" <")
    for file in READER.glob("*.py")
    for found in SAID.findall(file.read_text("utf-8"))
)


def write_lines(path: Path, lines: list[Any]) -> Path:
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def test_broken_lines_are_told_with_their_place(tmp_path: Path) -> None:
    records: list[Any] = [servers.boamp_record(n, DAY) for n in range(1, 4)]
    path = write_lines(tmp_path / "avis.jsonl.gz", [records[0], "{broken", records[1], '{"nothing": 1}', records[2]])
    report = import_path(path=path)
    assert (report.tally.new, report.read_count) == (3, 5)
    assert ["line 2" in report.tally.broken[0].place, "line 4" in report.tally.broken[1].place] == [True, True]


def test_a_folder_of_several_shapes_is_read(tmp_path: Path) -> None:
    (tmp_path / "reponse.json").write_text(json.dumps({"total_count": 1, "results": [servers.boamp_record(1, DAY)]}))
    write_lines(tmp_path / "avis.jsonl", [servers.ted_notice(1, DAY)])
    report = import_path(path=tmp_path)
    assert report.tally.new == 2
    assert not report.tally.broken


def test_shifted_dates_end_today_and_the_notices_say_so(tmp_path: Path) -> None:
    lines = [servers.boamp_record(2, DAY - dt.timedelta(days=9)), servers.boamp_record(1, DAY)]
    report = import_path(path=write_lines(tmp_path / "avis.jsonl", lines), shift_dates=True)
    assert report.shift_days == (clock.today() - DAY).days
    first, second = Notice.objects.order_by("-published_on")
    assert (first.published_on, second.published_on) == (clock.today(), clock.today() - dt.timedelta(days=9))
    assert first.is_shifted
    assert second.is_shifted
    assert first.deadline_at == dt.datetime.combine(clock.today() + dt.timedelta(days=28), dt.time(12), clock.PARIS)
    assert Notice.objects.open_at(clock.now()).count() == 2


def test_a_version_that_comes_later_keeps_the_shift(tmp_path: Path) -> None:
    import_path(path=write_lines(tmp_path / "a.jsonl", [servers.boamp_record(1, DAY)]), shift_dates=True)
    deadline = Notice.objects.get().deadline_at
    import_path(path=write_lines(tmp_path / "b.jsonl", [servers.boamp_record(1, DAY, objet="Autre titre")]))
    assert NoticeVersion.objects.count() == 2
    notice = Notice.objects.get()
    assert notice.is_shifted
    assert notice.deadline_at == deadline


def test_awards_of_decp_open_no_notice(tmp_path: Path) -> None:
    award = {
        "id": "2024-7",
        "acheteur": {"id": "21590163800019"},
        "objet": "Étude sociale",
        "codeCPV": "79311000-7",
        "montant": 30000,
        "dateNotification": "2024-03-02",
        "titulaires": [{"titulaire": {"id": "12345678900011", "typeIdentifiant": "SIRET"}}],
        "offresRecues": 3,
    }
    (tmp_path / "decp.json").write_text(json.dumps({"marches": {"marche": [award]}}))
    report = import_path(path=tmp_path)
    assert (report.tally.awards, Notice.objects.count()) == (1, 0)
    kept = PastAward.objects.get()
    assert (kept.amount_cents, kept.cpv, kept.offers_count) == (3_000_000, "79311000", 3)
    assert import_path(path=tmp_path).tally.awards == 0


def test_the_command_sums_up_and_queues_the_matching(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks: Any
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    path = write_lines(tmp_path / "avis.jsonl", [servers.boamp_record(n, DAY) for n in range(1, 30)] + ["{"])
    out = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("import_notices", str(path), "--shift-dates", "--limit", "25", stdout=out)
    # Read, new, new versions, past awards, unchanged, broken, days.
    figures = [int(re.search(r"-?\d+", line)[0]) for line in out.getvalue().splitlines()]  # type: ignore[index]
    assert figures == [25, 25, 0, 0, 0, 0, (clock.today() - DAY).days]
    steps = [line.split()[:2] for line in capsys.readouterr().err.splitlines()]
    assert len({step[0] for step in steps}) == 2, "dates are read, then notices are imported"
    assert ProcrastinateJob.objects.filter(task_name="tenders.match").count() == 1
    out = StringIO()
    call_command("import_notices", str(path), stdout=out)
    figures = [int(re.search(r"\d+", line)[0]) for line in out.getvalue().splitlines()[:6]]  # type: ignore[index]
    assert figures == [30, 4, 0, 0, 25, 1]
    assert "line 30" in out.getvalue()
    assert re.search(r"100.?%", capsys.readouterr().err)


def test_a_path_that_does_not_exist_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.json"):
        call_command("import_notices", str(tmp_path / "nowhere.json"))


def test_the_samples_are_kept_without_a_broken_notice(data: Path) -> None:
    report = import_path(path=data / "tenders" / "samples")
    assert {one.place for one in report.tally.broken} <= {"decp2022_schema_v2.0.3.json"}
    assert Notice.objects.count() > 20
    cancelled = NoticeVersion.objects.filter(source_id="25-127510").values_list("notice__state", flat=True)
    assert list(cancelled) in ([], ["cancelled"])


@pytest.mark.slow
@pytest.mark.real_clock
def test_ten_thousand_real_studies_come_in_within_two_minutes(data: Path) -> None:
    started = time.monotonic()
    report = import_path(path=data / "tenders" / "corpus" / "boamp_etudes_2017_2024.jsonl.gz", shift_dates=True)
    assert report.tally.new + report.tally.versions == 9864
    assert time.monotonic() - started < 120


@pytest.mark.parametrize("content", [b"", b"[[[[", b"null", b"<a>", b"\x1f\x8b\x08nonsense", b"[]"])
def test_a_file_of_which_nothing_is_read_ends_in_an_error(db: None, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "avis.json"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"avis\.json"):
        call_command("import_notices", str(path), stdout=StringIO())


@pytest.mark.parametrize("reason", READER_REASONS)
def test_what_the_reader_says_is_told_in_the_reader_s_language(reason: str) -> None:
    assert any(reason.startswith(start) for start in faults._BROKEN), reason
    assert faults.broken_sentence(f"{reason}: line 3").endswith("(line 3)")
