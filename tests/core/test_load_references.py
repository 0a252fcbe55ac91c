"""The CPV list: bundled branches, or the official file; twice is once."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from commun.core.models import CpvCode

pytestmark = pytest.mark.django_db


def test_without_a_file_divisions_and_groups_are_loaded() -> None:
    call_command("load_references")
    call_command("load_references")
    assert CpvCode.objects.count() == 317
    assert CpvCode.objects.get(pk="79000000").english.startswith("Business services")


def test_the_official_file_is_read_and_may_be_read_again(tmp_path: Path) -> None:
    file = tmp_path / "cpv_2008_fr_en.csv"
    file.write_text("code,label_fr,label_en\n79411000,Conseil,Old\n79411000-8,Conseil en gestion,Advice\nx,y,z\n")
    call_command("load_references", path=tmp_path)
    call_command("load_references", path=file)
    assert CpvCode.objects.get().english == "Advice"


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"code,label_fr,label_en\nx,y,z\n", b"code,label_fr,label_en\n79411000\n"],
)
def test_a_bad_file_ends_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "cpv.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("load_references", path=file)
    with pytest.raises(CommandError):
        call_command("load_references", path=tmp_path / "absent.csv")
    assert not CpvCode.objects.exists()


def test_the_real_list_is_whole(data: Any) -> None:
    call_command("load_references", path=data / "tenders" / "reference")
    assert CpvCode.objects.count() == 9454
