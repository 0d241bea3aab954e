"""The JavaScript twin, which encrypts in kiosks: in node and in Chromium, held to the same answers.

`compare` of twin/answers.mjs runs in both; its known answers are those the Python program is held
to (tests/vectors/ballots).
"""

import json
from pathlib import Path
from typing import Any

import pytest

from sandoq.engines.ballots.model import HomomorphicQuestion, NonHomomorphicQuestion
from sandoq.engines.ballots.reference import ReferenceEngine
from sandoq.engines.ballots.verify import verify_archive
from tests.ballots.archives import CODEC, write
from tests.ballots.elections import finished, make, single_keys
from tests.ballots.twin.node import HERE, run
from tests.ballots.vectors import FOLDER

KNOWN = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")}

PAGE = """<!doctype html><script type="importmap">{"imports": {
  "@noble/curves/": "/static/vendor/noble/curves/",
  "@noble/hashes/": "/static/vendor/noble/hashes/"
}}</script>"""

COMPARE = """async ([names, known]) => {
  const modules = await Promise.all(names.map((name) => import(`/static/ballots/${name}.js`)));
  const twin = Object.fromEntries(names.map((name, i) => [name, modules[i]]));
  const { compare } = await import("/kiosk-test/answers.mjs");
  return compare(twin, known);
}"""

MODULES = ["credentials", "group", "hashing", "ranking", "voting"]


def all_is_the_same(found: dict[str, Any]) -> None:
    assert found["differences"] == []
    assert found["compared"] > 90


@pytest.mark.processes
def test_node_gives_the_known_answers(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    known.write_text(json.dumps(KNOWN), encoding="utf-8")
    all_is_the_same(json.loads(run(known)))


@pytest.mark.processes
def test_ballots_of_fresh_randomness_are_counted(tmp_path: Path) -> None:
    """The whole way: encrypted in JavaScript, tallied and verified in Python."""
    questions = [
        HomomorphicQuestion("سؤال", ("الف", "ب", "پ"), 0, 2),
        HomomorphicQuestion("blank", ("a", "b"), 1, 2, blank=True),
        NonHomomorphicQuestion("r", ("x", "y")),
    ]
    made = make(questions=questions, keys=single_keys(make().arithmetic, 2))
    votes = [
        [[1, 0, 1], [0, 1, 1], [0, 255]],
        [[0, 0, 0], [1, 0, 0], [7, 8]],
        [[0, 1, 0], [0, 0, 1], [9, 9]],
    ]
    cast = [{"code": v.code, "vote": w} for v, w in zip(made.voters, votes, strict=True)]
    (tmp_path / "election.json").write_bytes(CODEC.write_election(made.election))
    (tmp_path / "votes.json").write_text(json.dumps(cast), encoding="utf-8")
    made.ballots += run(tmp_path / "election.json", tmp_path / "votes.json").encode().splitlines()

    reader, engine = CODEC.ballot_reader(made.context), ReferenceEngine(made.context)
    assert [list(engine.faults(reader.read(data))) for data in made.ballots] == [[], [], []]
    report = verify_archive(write(tmp_path, finished(made)), engine="reference")
    assert report.findings == ()
    assert report.result is not None
    assert [list(row) for row in report.result[:2]] == [[1, 1, 1], [1, 1, 2]]
    assert sorted(report.result[2]) == [(0, 255), (7, 8), (9, 9)]


@pytest.mark.browser
def test_chromium_gives_the_known_answers_with_the_served_modules(browser_page: Any) -> None:
    """Also that every module noble asks for is served."""
    answers = (HERE / "answers.mjs").read_text(encoding="utf-8")
    browser_page.route("**/kiosk-test/", lambda r: r.fulfill(content_type="text/html", body=PAGE))
    browser_page.route(
        "**/kiosk-test/answers.mjs",
        lambda r: r.fulfill(content_type="text/javascript", body=answers),
    )
    browser_page.goto("/kiosk-test/")
    all_is_the_same(browser_page.evaluate(COMPARE, [MODULES, KNOWN]))
