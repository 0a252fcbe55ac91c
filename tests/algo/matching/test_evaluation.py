"""The measures, on hand-made cases; the floors on real awards are tested with the command (tests/tenders)."""

import json
from pathlib import Path

import pytest

from commun.algo.matching import Estimate, NoticeFeatures, evaluate
from commun.algo.matching.evaluation_data import EvaluationData
from commun.algo.matching.evaluation_metrics import SupplierQuery, gain_95, profile_metrics, supplier_metrics


def test_supplier_measures_skip_the_history() -> None:
    query = SupplierQuery("q", history=("h",), relevant=("r",))
    found = supplier_metrics([query], {"q": [("h", 9.0), ("x", 8.0), ("r", 7.0)]})
    assert found["MRR"] == [0.5]
    assert found["hit@20"] == [1.0]
    assert found["nDCG@20"] == [pytest.approx(0.6309, abs=1e-4)]
    assert supplier_metrics([query], {})["MRR"] == [0.0]


def test_profile_measures_count_the_unjudged() -> None:
    found = profile_metrics({"t": {"a": 2, "b": 0, "c": 1}}, {"t": [("a", 3.0), ("z", 2.0), ("c", 1.0)]})
    assert found["P@10"] == [0.2]
    assert found["unjudged@10"] == [0.1]
    assert found["nDCG@10"] == [pytest.approx((3 + 0.5) / (3 + 0.6309), abs=1e-4)]


def test_the_bootstrap_surrounds_the_mean_gain_and_repeats_itself() -> None:
    ours, theirs = [1.0] * 60 + [0.0] * 40, [1.0] * 40 + [0.0] * 60
    low, high = gain_95(ours, theirs)
    assert 0.1 < low < 0.2 < high < 0.3
    assert gain_95(ours, theirs) == [low, high]
    assert gain_95([], []) == [0.0, 0.0]


def _small_folder(folder: Path) -> Path:
    trades = {"45000000": "travaux de maçonnerie lot", "79411000": "conseil en concertation lot"}
    awards = [
        {"uid": f"u{number}", "title": f"{title} {number}", "cpv": code, "buyer_id": f"b{number % 6}",
         "place_code": "69001", "place_code_type": "Code postal"}
        for number, (code, title) in enumerate(list(trades.items()) * 15)
    ]  # fmt: skip
    queries = [{"qid": "S1", "history": ["u0", "u2"], "relevant": ["u4"]}]
    topics = [{"topic": "T1", "name": "Concertation", "keywords": ["concertation"], "statement": "J’anime."}]
    studies = [{"idweb": "24-1", "title": "Étude de concertation"}, {"idweb": "24-2", "title": "Étude de sol"}]
    folder.mkdir()
    for name, rows in (("awards", awards), ("supplier_queries", queries), ("corpus", studies)):
        text = "\n".join(json.dumps(row) for row in rows)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    (folder / "profile_topics.json").write_text(json.dumps(topics), "utf-8")
    (folder / "profile_qrels.tsv").write_text("T1\t24-1\t2\n", "utf-8")
    return folder


def test_the_whole_answer_has_the_agreed_shape(tmp_path: Path) -> None:
    folder = _small_folder(tmp_path / "dev")
    calls: list[tuple[int, int, int]] = []

    def ts_rank(documents: object, queries: object, top: int) -> dict[str, list[tuple[str, float]]]:
        calls.append((len(list(documents)), len(list(queries)), top))  # type: ignore[call-overload]
        return {"S1": [("u4", 1.0)], "T1": [("24-2", 1.0)]}

    labels = {"45000000": "Travaux de construction", "79411000": "Conseil en gestion"}
    told: list[str] = []
    corpus = folder / "corpus.jsonl"
    found = evaluate(folder, corpus, ts_rank=ts_rank, cpv_labels=labels, resamples=50, tell=told.append)
    assert list(found) == ["supplier", "inverse", "profile", "cpv"]
    assert set(found["supplier"]) >= {"queries", "MRR", "hit@20", "nDCG@20", "cpv_hidden", "baselines"}
    assert found["supplier"]["baselines"] == {"bm25": {"hit@20": 1.0}, "ts_rank": {"hit@20": 1.0}}
    assert found["supplier"]["gain_over_bm25_95"] == found["supplier"]["gain_over_ts_rank_95"] == [0.0, 0.0]
    assert found["profile"]["nDCG@10"] == 1.0
    assert found["profile"]["baselines"]["ts_rank"] == {"nDCG@10": 0.0}
    assert found["inverse"] == {"hit@10": 1.0}
    assert found["cpv"]["division"] == 1.0
    assert found["cpv"]["linear_floor"] == 1.0
    assert set(found["supplier"]["cpv_hidden"]) == {"hit@20", "both_sides_hit@20"}
    assert calls == [(30, 1, 202), (2, 1, 10)]
    assert told == [*(f"CPV {number}/5" for number in range(1, 6)), "supplier", "inverse", "profile"]
    json.dumps(found)


def test_a_supplier_without_codes_has_the_likeliest_branch_of_each_past_award() -> None:
    coded, bare = NoticeFeatures("a", "Toiture", cpv=("45261000",)), NoticeFeatures("b", "Conseil")
    query = SupplierQuery("S", history=("a", "b"), relevant=())
    data = EvaluationData((coded, bare), (query,), (), (), {}, {}, {"a": coded, "b": bare})
    guesses = {"a": [Estimate("71000000", 0.9)], "b": [Estimate("79000000", 0.6), Estimate("80000000", 0.3)]}
    assert data.supplier_profiles(guesses)[0].cpv_prefixes == ("45261000", "79000000")
    assert data.supplier_profiles(guesses, with_cpv=False)[0].cpv_prefixes == ("71000000", "79000000")
    assert data.supplier_profiles({})[0].cpv_prefixes == ("45261000",)


def test_a_folder_without_any_cpv_is_measured_with_guesses_from_the_labels(tmp_path: Path) -> None:
    folder = _small_folder(tmp_path / "dev")
    rows = [json.loads(line) for line in (folder / "awards.jsonl").read_text("utf-8").splitlines()]
    (folder / "awards.jsonl").write_text("\n".join(json.dumps({**row, "cpv": ""}) for row in rows), "utf-8")
    labels = {"45000000": "Travaux de construction", "79411000": "Conseil en gestion"}
    found = evaluate(folder, folder / "corpus.jsonl", cpv_labels=labels, resamples=50)
    assert found["cpv"]["division"] == 0.0
    assert found["supplier"]["hit@20"] == found["supplier"]["cpv_hidden"]["both_sides_hit@20"] == 1.0
