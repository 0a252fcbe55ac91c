#!/usr/bin/env python3
"""Vérifier un livre exporté de Commun, sans rien d'autre que Python : python3 verify_book.py livre.csv [SCEAU]

Refait chaque sceau, les numéros et les soldes. SCEAU : le dernier que vous avez reçu (lettre, page) ; s'il n'est
pas dans le livre, c'est qu'on l'a réécrit. Rend 0 si tout tient, 1 sinon, 2 si le fichier ne se
lit pas. Domaine public.
"""

import csv
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator

COLUMNS = ["number", "at", "on", "step", "debit", "credit", "amount", "reason", "of", "key", "note", "seal"]
FOLLOWS = {"post": ("pending",), "void": ("pending",), "reverse": ("posted", "post")}
MOST_TOLD = 20


def sealed(*fields: str) -> str:
    return hashlib.sha256("\x1f".join(fields).encode()).hexdigest()


class Book:
    """Ce qu'on sait du livre après les lignes lues."""

    def __init__(self, title: list[str]) -> None:
        self.count = 0
        self.last = sealed(*title)
        self.seals = {self.last}
        self.balances: Counter[str] = Counter()
        self.lines: dict[str, tuple[str, str, str, int]] = {}
        self.followed: set[str] = set()

    def read(self, row: list[str]) -> Iterator[str]:
        """Lire une ligne ; dire ce qui n'y va pas."""
        self.count += 1
        number, _at, _on, step, debit, credit, amount, _reason, of = row[:9]
        if number != str(self.count):
            yield f"elle porte le numéro {number}"
        if sealed(*row[:-1], self.last) != row[-1]:
            yield "son sceau n'est pas le bon : elle a été changée, ou la ligne d'avant"
        self.last = row[-1]
        self.seals.add(self.last)
        if not (amount.isascii() and amount.isdigit() and int(amount)) or debit == credit:
            yield "le montant ou les comptes ne vont pas"
            return
        if step in FOLLOWS:
            yield from self.follow(step, debit, credit, int(amount), of)
        elif step not in ("posted", "pending") or of != "0":
            yield "elle ne dit pas ce qu'elle fait"
        self.lines[number] = (step, debit, credit, int(amount))
        if step in ("posted", "post", "reverse"):
            self.balances[debit] -= int(amount)
            self.balances[credit] += int(amount)

    def follow(self, step: str, debit: str, credit: str, amount: int, of: str) -> Iterator[str]:
        """La ligne qui est suivie peut l'être, une fois, entre les mêmes comptes, sans la dépasser."""
        before, source, target, most = self.lines.get(of, ("", "", "", 0))
        pair = (target, source) if step == "reverse" else (source, target)
        is_right = amount == most or (step == "post" and amount < most)
        if before not in FOLLOWS[step] or of in self.followed or pair != (debit, credit) or not is_right:
            yield f"elle suit la ligne {of}, qui ne peut pas l'être ainsi"
        self.followed.add(of)


def verify(path: str, published: str = "") -> tuple[list[str], Book]:
    """Les phrases de ce qui ne tient pas, et le livre lu."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        title = next(rows, [])
        if len(title) != 3 or title[0] != "book" or next(rows, None) != COLUMNS:
            raise ValueError("ce n'est pas un livre exporté de Commun")
        book, faults = Book(title), []
        for row in rows:
            if len(row) != len(COLUMNS):
                raise ValueError(f"la ligne {book.count + 1} n'a pas {len(COLUMNS)} colonnes")
            faults += [f"ligne {book.count} : {fault}" for fault in book.read(row)]
    if published and published not in book.seals:
        faults.append("le sceau que vous avez reçu n'est à aucune ligne : le livre a été réécrit depuis, ou raccourci")
    return faults, book


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2):
        print(__doc__)
        return 2
    try:
        faults, book = verify(*arguments)
    except (OSError, ValueError, csv.Error) as error:
        print(f"Le fichier ne se lit pas : {error}.")
        return 2
    for fault in faults[:MOST_TOLD]:
        print(fault)
    if len(faults) > MOST_TOLD:
        print(f"… et {len(faults) - MOST_TOLD} autres.")
    total = sum(book.balances.values())
    print(f"{book.count} lignes, {len(book.balances)} comptes, somme {total}, dernier sceau {book.last}")
    print("Ce livre ne tient pas." if faults else "Ce livre tient.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
