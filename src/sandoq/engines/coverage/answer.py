"""The answer of `sandoq plan coverage`: an estimate that says at every turn that it is one."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sandoq.engines.coverage.errors import BadCoverageQuestion, BadTerrainTile
from sandoq.engines.coverage.estimate import METHOD, Estimate, estimate
from sandoq.engines.coverage.propagation import beyond_names
from sandoq.engines.coverage.question import NO_READINGS, NO_TOWERS, Question
from sandoq.engines.coverage.survey import survey_next
from sandoq.engines.coverage.terrain import Terrain, open_tile


def answer(question: Question, folder: Path) -> dict[str, object]:
    """The answer's fields; terrain tiles are named relative to `folder`.

    Raises:
        BadCoverageQuestion: a tile is missing or none.
    """
    terrain = _terrain(question.tiles, folder)
    found = {
        name: estimate(
            question.places,
            question.readings.get(name, NO_READINGS),
            question.towers.get(name, NO_TOWERS),
            terrain,
        )
        for name in question.operators
    }
    return {
        "method": METHOD,
        "is_evidence": False,
        "threshold_dbm": question.threshold_dbm,
        "operators": [_operator(question, name, one) for name, one in found.items()],
        "survey": _survey(question, list(found.values())),
    }


def _terrain(tiles: Sequence[str], folder: Path) -> Terrain:
    opened = []
    for position, name in enumerate(tiles):
        try:
            opened.append(open_tile(folder / name))
        except BadTerrainTile as error:
            where = f"/terrain/{position}"
            raise BadCoverageQuestion(where, f"no-tile-{error.reason}", name) from None
        except OSError as error:
            where = f"/terrain/{position}"
            raise BadCoverageQuestion(where, "cannot-be-read", error.strerror) from None
    return Terrain(opened)


def _operator(question: Question, name: str, found: Estimate) -> dict[str, object]:
    low, high = found.interval()
    chance = found.probability(question.threshold_dbm)
    rows = []
    for i in np.flatnonzero(~found.is_measured).tolist():
        row: dict[str, object] = {
            "point": question.codes[i],
            "dbm": round(float(found.mean_dbm[i]), 1),
            "deviation_db": round(float(found.deviation_db[i]), 1),
            "low_dbm": round(float(low[i]), 1),
            "high_dbm": round(float(high[i]), 1),
            "probability": round(float(chance[i]), 3),
        }
        if found.served is not None:
            row["tower_km"] = round(float(found.served.distance_km[i]), 2)
            row["beyond"] = beyond_names(int(found.served.beyond[i]))
        rows.append(row)
    variogram = found.variogram
    return {
        "operator": name,
        "towers": len(question.towers.get(name, NO_TOWERS)),
        "measured_points": int(found.is_measured.sum()),
        "is_calibrated": found.is_calibrated,
        "stretch": round(found.stretch, 3),
        "variogram": {
            "nugget_db2": round(variogram.nugget, 2),
            "near_db2": round(variogram.near, 2),
            "near_km": round(variogram.near_km, 2),
            "far_db2": round(variogram.far, 2),
            "far_km": round(variogram.far_km, 2),
        },
        "estimates": rows,
    }


def _survey(question: Question, found: list[Estimate]) -> list[dict[str, object]]:
    listed = survey_next(
        question.places, question.electors, found, question.threshold_dbm, question.survey
    )
    return [
        {
            "point": question.codes[place],
            "electors": int(question.electors[place]),
            "electors_at_risk": round(float(gain), 1),
        }
        for place, gain in zip(listed.place.tolist(), listed.electors_at_risk.tolist(), strict=True)
    ]
