"""What the papers of the book say, as PDF and as sheets: one list of rows for both, so that they agree to the cent."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commun.ui.dates import day
from commun.ui.money import euros
from commun.ui.papers import Code, Column, Facts, Heading, Paper, Steps, Table, Text
from commun.ui.typography import NARROW
from commun.value import quantities
from commun.value.models import Book, Distribution
from commun.value.queries.account_statements import AccountStatement, GroupStatement, Mark, Period
from commun.value.queries.sharing_sheets import Sheet, sheet_of
from commun.value.queries.works import names_of

# Cells of a row: texts, days, and amounts as whole numbers of the smallest part; None is nothing.
Cell = str | int | dt.date | None
SEAL_SHOWN = 16
Part = Facts | Text | Table


@dataclass(frozen=True)
class Rows:
    """The rows of a paper. ``unit``: of the book whose amounts they are."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    unit: str

    @property
    def sheet_heads(self) -> list[str]:
        """Those of a spreadsheet: columns in minutes say so."""
        last = self.rows[-1] if self.rows and self.unit == Book.Unit.MINUTE else []
        minutes = {place for place, cell in enumerate(last) if isinstance(cell, int)}
        return [f"{head} (min)" if place in minutes else head for place, head in enumerate(self.heads)]

    def as_sheet(self) -> Iterator[list[str]]:
        """For a spreadsheet: ISO days, a comma for decimals, nothing between thousands; hours as whole minutes."""
        for row in self.rows:
            yield [self._plain(cell) for cell in row]

    def _plain(self, cell: Cell) -> str:
        if isinstance(cell, int):
            # Hundredths of an hour would not add up to the balance.
            if self.unit == Book.Unit.MINUTE:
                return str(cell)
            return quantities.written(cell, quantities.OF_BOOK[self.unit])
        return cell.isoformat() if isinstance(cell, dt.date) else cell or ""

    def as_paper(self) -> list[list[str]]:
        """For the eye: short days, thousands apart, a true minus."""
        return [[self._read(cell) for cell in row] for row in self.rows]

    def _read(self, cell: Cell) -> str:
        if isinstance(cell, int):
            return column_amount(cell, self.unit)
        return f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else cell or ""


def column_amount(amount: int, unit: str) -> str:
    """An amount in a column: « −1 234,50 », always with its cents; hours and points as they are said."""
    measure = quantities.OF_BOOK[unit]
    if measure != quantities.Measure.TURNOVER:
        return quantities.say_in(unit, amount)
    whole, cents = divmod(abs(amount), 100)
    return f"{'−' if amount < 0 else ''}{whole:,}".replace(",", NARROW) + f",{cents:02}"


def period_words(period: Period) -> str:
    """« du 1er janvier 2026 au 31 décembre 2026 »."""
    start, until = (day(one, weekday=False, year=True) for one in (period.start, period.until))
    return _("from %(start)s to %(until)s") % {"start": start, "until": until}


# -- one account ------------------------------------------------------------------------------------------------


def account_rows(found: AccountStatement) -> Rows:
    """The balance before, each line, the balance after with what came and went."""
    heads = [
        _("line"),
        _("day"),
        _("what for"),
        _("words"),
        _("from or to"),
        pgettext("column of a statement", "in"),
        pgettext("column of a statement", "out"),
        _("balance"),
    ]
    rows: list[list[Cell]] = [["", found.period.start, _("Balance before"), "", "", None, None, found.opening]]
    rows += [
        [
            str(line.number),
            line.on,
            line.reason,
            line.words,
            line.other,
            line.got or None,
            line.gave or None,
            line.balance,
        ]
        for line in found.lines
    ]
    rows.append(["", found.period.until, _("Balance after"), "", "", found.got, found.gave, found.closing])
    return Rows(heads, rows, found.account.book.unit)


def account_figures(found: AccountStatement) -> list[tuple[str, str]]:
    """What it sums to, in words."""
    unit = found.account.book.unit
    told = [
        (_("Balance before"), found.opening),
        (_("Came in"), found.got),
        (_("Went out"), found.gave),
        (_("Balance after"), found.closing),
    ]
    return [(label, quantities.say_in(unit, amount)) for label, amount in told]


def account_paper(found: AccountStatement) -> Paper:
    """The statement of one account."""
    book, rows = found.account.book, account_rows(found)
    title = _("Statement of account: %(account)s") % {"account": found.name}
    pairs = [(_("Period"), period_words(found.period)), *account_figures(found)]
    if found.parts > 1:
        pairs.insert(1, (_("Part"), _("%(part)s of %(parts)s") % {"part": found.part, "parts": found.parts}))
    number, on, what, _words, other, *amounts = rows.heads
    columns = [Column(number, 2), Column(on, 4), Column(what, 9), Column(other, 6)]
    columns += [Column(head, 4, is_figure=True) for head in amounts]
    cells = [[a, b, " · ".join(filter(None, (c, d))), e, *rest] for a, b, c, d, e, *rest in rows.as_paper()]
    foot = cells.pop()
    table = Table(columns, cells, foot)
    return _paper(title, book.space.name, found.period, found.mark, [Facts(pairs), table])


# -- all of them ------------------------------------------------------------------------------------------------


def group_rows(found: GroupStatement) -> Rows:
    """Each account, then their sums."""
    heads = [
        _("account"),
        _("balance before"),
        pgettext("column of a statement", "in"),
        pgettext("column of a statement", "out"),
        _("balance after"),
    ]
    rows: list[list[Cell]] = [[row.name, row.opening, row.got, row.gave, row.closing] for row in found.rows]
    rows.append([_("In all"), *found.totals])
    return Rows(heads, rows, found.book.unit)


def group_paper(found: GroupStatement) -> Paper:
    """The statement of the whole group."""
    rows = group_rows(found)
    *cells, foot = rows.as_paper()
    name, *amounts = rows.heads
    columns = [Column(name, 9), *(Column(head, 4, is_figure=True) for head in amounts)]
    said = _(
        "What each account received less what it gave. All of them sum to nothing: what is inside came from outside."
    )
    parts: list[Part] = [Facts([(_("Period"), period_words(found.period))]), Text(said), Table(columns, cells, foot)]
    title = _("Statement of all accounts")
    return _paper(title, found.book.space.name, found.period, found.mark, parts)


def _paper(title: str, group: str, period: Period, mark: Mark, parts: Sequence[Part]) -> Paper:
    """Dated from the last line it was read from: asked again, it is the same to the byte."""
    on = day(mark.at, weekday=False, year=True)
    told = {"title": title, "group": group, "number": mark.number, "day": on, "seal": mark.seal[:SEAL_SHOWN]}
    last: list[Heading | Text | Code] = [
        Heading(_("Up to where the book was read")),
        Text(_("Line %(number)s, written on %(day)s. Its seal tells whether the book was written again since:") % told),
        Code(mark.seal),
    ]
    return Paper(
        title=title,
        over=group,
        author=group,
        about=f"{title}, {period_words(period)}",
        foot=_("%(title)s, %(group)s. Book read up to line %(number)s, of %(day)s, seal %(seal)s…") % told,
        seal=mark.seal,
        at=mark.at,
        parts=[*parts, *last],
    )


# -- a sharing --------------------------------------------------------------------------------------------------


def sharing_rows(row: Distribution) -> Rows:
    """Who gets what, then the parts of each step, by its number."""
    return _sharing_rows(sheet_of(row.work, row.version, row.result, row.brought), row)


def _sharing_rows(sheet: Sheet, row: Distribution) -> Rows:
    heads = [_("step"), _("what for"), _("who"), _("amount")]
    rows: list[list[Cell]] = [["", _("gets"), name, cents] for name, cents in [*sheet.people, *sheet.places]]
    rows.append(["", _("In all"), "", row.amount])
    for number, step in enumerate(sheet.steps, 1):
        rows.append([str(number), step.sentence, _("taken"), step.taken])
        rows += [[str(number), step.sentence, name, cents] for name, cents in step.parts]
    return Rows(heads, rows, "EUR")


def sharing_paper(row: Distribution) -> Paper:
    """How a sharing was made: the key in words, each step, each person's amount, and how to compute it again."""
    sheet, work = sheet_of(row.work, row.version, row.result, row.brought), row.work
    group, on = row.space.name, day(row.on, weekday=False, year=True)
    title = _("Sharing of %(amount)s") % {"amount": euros(row.amount)}
    key = row.version.called
    gets = [["", name, column_amount(cents, "EUR")] for name, cents in [*sheet.people, *sheet.places]]
    steps = [(step.sentence, _step_note(step.taken, step.left, step.parts)) for step in sheet.steps]
    told = {"title": title, "group": group, "day": on, "seal": row.fingerprint[:SEAL_SHOWN]}
    return Paper(
        title=title,
        over=f"{group} · {work.title}",
        author=group,
        about=f"{title}, {work.title}, {on}",
        foot=_("%(title)s, %(group)s, %(day)s. Fingerprint %(seal)s…") % told,
        seal=row.fingerprint,
        at=row.made_at,
        parts=[
            Facts(
                [
                    (_("Joint work"), work.title),
                    (_("Day"), on),
                    (_("Shared by"), row.made_by.name),
                    (_("Key"), key),
                    (_("Shared now"), euros(row.amount)),
                    (_("The steps share"), euros(sheet.whole)),
                ]
            ),
            Heading(_("Who gets what")),
            Table(
                [Column(_("who"), 3), Column(_("amount"), 1, is_figure=True)],
                [cells[1:] for cells in gets],
                [_("In all"), column_amount(row.amount, "EUR")],
            ),
            Heading(_("The key, step by step")),
            Steps(steps),
            Heading(_("What each brought")),
            Table([Column(_("who"), 2), Column(_("what"), 2), Column(_("how much"), 1, is_figure=True)], _brought(row)),
            Heading(_("To compute it again")),
            Text(_how(sheet.whole, row.amount)),
            Code(row.fingerprint),
        ],
    )


def _step_note(taken: int, left: int, parts: Sequence[tuple[str, int]]) -> str:
    said = _("%(taken)s taken, %(left)s left.") % {"taken": euros(taken), "left": euros(left)}
    return " ".join([said, " · ".join(f"{name} {euros(cents)}" for name, cents in parts)]).strip()


def _how(whole: int, amount: int) -> str:
    said = _(
        "Take what the steps share, apply the steps in order to what each brought: each step rounds down to the cent, "
        "and the cents that are left go one by one to the largest remainders."
    )
    before = _("Then take off what earlier sharings gave under this key.") if whole != amount else ""
    seal = _(
        "“manage verify_books” does it every night. The fingerprint is the SHA-256 of the key, of what was brought and "
        "of the result:"
    )
    return " ".join(filter(None, (said, before, seal)))


def _brought(row: Distribution) -> list[list[str]]:
    """Each person, each thing, how much, as they were frozen."""
    told = row.brought
    names = names_of(told["people"], row.space)
    called = {ref: names.get(ref, _("somebody who left")) for ref in told["people"]}
    labels = dict(quantities.Measure.choices)
    lines = [
        [called.get(ref, ref), str(labels.get(measure, measure)), quantities.say(amount, measure)]
        for measure, each in [*told["measures"].items(), (quantities.Measure.EXPENSES.value, told["expenses"])]
        for ref, amount in each.items()
    ]
    lines += [
        [called.get(ref, ref), role, str(part)] for role, each in told["roles"].items() for ref, part in each.items()
    ]
    return sorted(lines)
