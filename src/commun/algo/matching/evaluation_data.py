"""Read the evaluation folder: awards, suppliers, topics, judgments, and the CPV labels beside it."""

import csv
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commun.algo.matching.evaluation_metrics import SupplierQuery
from commun.algo.matching.model import Estimate, NoticeFeatures, Profile
from commun.algo.matching.places import REGION_OF, departements_of


@dataclass(frozen=True, slots=True)
class EvaluationData:
    """Everything the four tasks need, as matching reads it."""

    awards: tuple[NoticeFeatures, ...]
    queries: tuple[SupplierQuery, ...]
    corpus: tuple[NoticeFeatures, ...]
    topics: tuple[Profile, ...]
    judgments: Mapping[str, Mapping[str, int]]
    labels: Mapping[str, str]
    by_key: Mapping[str, NoticeFeatures] = field(default_factory=dict)

    @property
    def longest_history(self) -> int:
        return max((len(query.history) for query in self.queries), default=0)

    def supplier_profiles(self, guesses: Mapping[str, Sequence[Estimate]], with_cpv: bool = True) -> list[Profile]:
        """Each supplier as a profile made of its past awards: titles, CPV, places. An award without CPV, or
        every award when `with_cpv` is false, gives the likeliest of `guesses`."""
        return [self._supplier(query, guesses, with_cpv) for query in self.queries]

    def _supplier(self, query: SupplierQuery, guesses: Mapping[str, Sequence[Estimate]], with_cpv: bool) -> Profile:
        past = [self.by_key[key] for key in query.history if key in self.by_key]
        guessed = {award.key: tuple(guess.code for guess in guesses.get(award.key, ())[:1]) for award in past}
        codes = [(award.cpv if with_cpv else ()) or guessed[award.key] for award in past]
        return Profile(
            key=query.key,
            statement="\n".join(award.title for award in past),
            cpv_prefixes=tuple(code for group in codes for code in group),
            departements=tuple(dict.fromkeys(code for award in past for code in award.departements)),
        )


def load(folder: Path, corpus: Path, cpv_labels: Mapping[str, str] | str | Path | None) -> EvaluationData:
    """Read the files; raises FileNotFoundError with the missing one's name."""
    awards = tuple(_award(row) for row in _rows(_either(folder, "awards.jsonl")))
    return EvaluationData(
        awards=awards,
        queries=tuple(
            SupplierQuery(row["qid"], tuple(row["history"]), tuple(row["relevant"]))
            for row in _rows(_either(folder, "supplier_queries.jsonl"))
        ),
        corpus=tuple(_study(row) for row in _rows(corpus)),
        topics=tuple(_topic(row) for row in json.loads((folder / "profile_topics.json").read_text("utf-8"))),
        judgments=_judgments(folder / "profile_qrels.tsv"),
        labels=_labels(folder, cpv_labels),
        by_key={award.key: award for award in awards},
    )


def _either(folder: Path, name: str) -> Path:
    packed = folder / f"{name}.gz"
    return packed if packed.exists() else folder / name


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _award(row: Mapping[str, Any]) -> NoticeFeatures:
    code = row.get("cpv") or ""
    return NoticeFeatures(
        key=row["uid"],
        title=row.get("title") or "",
        cpv=(code,) if code else (),
        departements=_departements(row.get("place_code"), row.get("place_code_type")),
        buyer=row.get("buyer_id") or "",
    )


def _departements(code: object, code_type: object) -> tuple[str, ...]:
    """Départements of a postal code, a commune's INSEE code, a canton, an arrondissement, a département or a
    région, whatever the type says when the code is that of another one ("33000" for a département)."""
    text, kind = str(code or "").strip().upper(), str(code_type or "").lower()
    if "région" in kind or "region" in kind:
        return tuple(departements_of(text))
    if len(text) == 4 and text.isdigit():
        text = f"0{text}"  # a postal code that a spreadsheet took for a number
    if text.startswith("20"):
        found = "2B" if text[2:3] in ("2", "6") else "2A"
    elif text.startswith(("97", "98")):
        found = text[:3]
    else:
        found = text[1:] if len(text) == 3 and text.startswith("0") else text[:2]
    return (found,) if found in REGION_OF or found.startswith(("97", "98")) else ()


def _study(row: Mapping[str, Any]) -> NoticeFeatures:
    return NoticeFeatures(
        key=row.get("idweb") or row.get("ref") or "",
        title=row.get("title") or "",
        description=row.get("description") or "",
        cpv=tuple(row.get("cpv") or ()),
        departements=tuple(row.get("departements") or ()),
        buyer=row.get("buyer") or "",
    )


def _topic(row: Mapping[str, Any]) -> Profile:
    return Profile(
        key=row["topic"],
        label=row.get("name") or "",
        keywords=tuple(row.get("keywords") or ()),
        statement=row.get("statement") or "",
        negative_words=tuple(row.get("negative_words") or ()),
    )


def _judgments(path: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for topic, document, grade in csv.reader(lines, delimiter="\t"):
            found.setdefault(topic, {})[document] = int(grade)
    return found


def _labels(folder: Path, given: Mapping[str, str] | str | Path | None) -> dict[str, str]:
    if isinstance(given, Mapping):
        return {code[:8]: label for code, label in given.items()}
    path = Path(given) if given else folder.resolve().parent / "reference" / "cpv_2008_fr_en.csv"
    if not given and not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["code"][:8]: row["label_fr"] for row in csv.DictReader(lines)}
