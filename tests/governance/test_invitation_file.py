"""Lists of people as spreadsheets really write them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.governance.invitation_file import Unreadable, read, write

PLAIN = [("Zoé Lefèvre", "zoe@exemple.test"), ("Noël D’Août", "noel@exemple.test")]


def usable(content: bytes) -> list[tuple[str, str]]:
    return [(line.name, line.email) for line in read(content) if not line.problem]


@pytest.mark.parametrize(
    "content",
    [
        "nom;email\nZoé Lefèvre;zoe@exemple.test\nNoël D’Août;noel@exemple.test\n".encode(),
        "\ufeffNom;E-mail\r\nZoé Lefèvre;zoe@exemple.test\r\nNoël D’Août;noel@exemple.test\r\n".encode(),
        "Nom;Courriel\r\nZoé Lefèvre;ZOE@exemple.test\r\nNoël D’Août; noel@exemple.test \r\n".encode("cp1252"),
        "Zoé Lefèvre,zoe@exemple.test\nNoël D’Août,noel@exemple.test".encode(),
        "Zoé Lefèvre\tzoe@exemple.test\n\n\nNoël D’Août\tnoel@exemple.test\n;;\n".replace(";;\n", "").encode(),
        "email;prénom;nom;téléphone\nzoe@exemple.test;Zoé;Lefèvre;06\nnoel@exemple.test;Noël;D’Août;07".encode(),
        "zoe@exemple.test;Zoé Lefèvre\nnoel@exemple.test;Noël D’Août".encode(),
        '"nom";"email"\n"Zoé Lefèvre";"zoe@exemple.test"\n"Noël D’Août";"mailto:noel@exemple.test"'.encode(),
    ],
)
def test_files_of_all_shapes_give_the_same_people(content: bytes) -> None:
    assert usable(content) == PLAIN


def test_addresses_alone_are_enough() -> None:
    assert usable(b"zoe@exemple.test\nnoel@exemple.test\n") == [("", "zoe@exemple.test"), ("", "noel@exemple.test")]


@pytest.mark.parametrize(
    "line", ["Zoé;", "Zoé;zoe", "Zoé;zoe@", "Zoé;@exemple.test", "Zoé;a@b@c.test", ";", f"{'x' * 130};a@b.test"]
)
def test_a_wrong_line_is_named_and_does_not_stop_the_others(line: str) -> None:
    lines = read(f"nom;email\n{line} \nNoël;noel@exemple.test".encode())
    wrong = [one for one in lines if one.problem]
    assert [one.number for one in wrong] == ([2] if line != ";" else [])
    assert lines[-1].email == "noel@exemple.test"
    assert not lines[-1].problem


def test_the_same_address_twice_is_invited_once() -> None:
    lines = read(b"A;a@exemple.test\nB;b@exemple.test\nC;A@Exemple.test\n")
    assert [bool(one.problem) for one in lines] == [False, False, True]


@pytest.mark.parametrize(
    "content", [b"", b"  \n \n", b"PK\x03\x04\x00\x00", b"x" * 400_000, b"a;b@exemple.test\n" * 502]
)
def test_what_is_not_such_a_list_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Unreadable) as problem:
        read(content)
    assert str(problem.value.sentence).strip()


def test_five_hundred_people_with_headings_are_accepted() -> None:
    rows = "".join(f"Personne {n};p{n}@exemple.test\n" for n in range(500))
    assert len(usable(f"nom;email\n{rows}".encode())) == 500


@given(st.binary(max_size=400))
def test_no_file_whatsoever_breaks_the_reading(content: bytes) -> None:
    with contextlib.suppress(Unreadable):
        read(content)


@given(st.lists(st.tuples(st.text(max_size=30), st.integers(0, 99)), max_size=10, unique_by=lambda row: row[1]))
def test_what_is_written_is_read_again(rows: list[tuple[str, int]]) -> None:
    people = [(" ".join(name.replace("@", "").replace("\x00", "").split()), f"p{n}@exemple.test") for name, n in rows]
    assert usable(write(people).encode(errors="replace")) == [
        (name.encode(errors="replace").decode(), email) for name, email in people
    ]
