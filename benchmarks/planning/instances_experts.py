"""Seeded questions about experts: a province of 3,000 stations, a nation of 60,000."""

import numpy as np

SIZES = {  # provinces, counties, stations, bases, teams, degrees east, degrees north
    "province": (1, 22, 3_000, 150, 300, 1.8, 1.2),
    "nation": (30, 430, 60_000, 1_500, 6_000, 17.5, 11.2),
}
CAPACITY = 9


def experts(size: str, seed: int = 7) -> dict[str, object]:
    """A question: county towns with stations about them, half of the bases spread, half random.

    Every seventh station weighs twice. Teams cover nine stations each, 90 % of all in sum.
    """
    provinces, counties, count, bases, teams, east, north = SIZES[size]
    seeded = np.random.default_rng(seed)
    centres = seeded.uniform((0.1, 0.1), (0.9, 0.9), (provinces, 2)) * (east, north)
    spread = (0.5, 0.4) if provinces > 1 else (0.4, 0.3)
    towns = centres[seeded.integers(0, provinces, counties)] + seeded.normal(
        0, spread, (counties, 2)
    )
    weight = seeded.pareto(1.6, counties) + 0.45
    town = seeded.choice(counties, count, p=weight / weight.sum())
    urban = seeded.random(count) < 0.45
    apart = np.where(urban, 0.03, 0.13)[:, None]
    points = np.clip(towns[town] + seeded.normal(0, 1, (count, 2)) * apart, 0, (east, north))
    chosen = [int(seeded.integers(count))]
    distance = np.linalg.norm(points - points[chosen[0]], axis=1)
    for _ in range(bases // 2 - 1):
        chosen.append(int(np.argmax(distance)))
        distance = np.minimum(distance, np.linalg.norm(points - points[chosen[-1]], axis=1))
    rest = np.setdiff1d(np.arange(count), chosen)
    chosen += seeded.choice(rest, bases - len(chosen), replace=False).tolist()
    at = [{"lat": round(27 + y, 5), "lon": round(45 + x, 5)} for x, y in points.tolist()]
    return {
        "sandoq_plan": 1,
        "kind": "experts",
        "reach_minutes": 45,
        "kinds": [{"code": "it", "count": teams, "capacity": CAPACITY}],
        "bases": [{"code": f"b{n}"} | at[station] for n, station in enumerate(chosen)],
        "stations": [
            {"code": f"s{n}", "weight": 2 if n % 7 == 0 else 1} | place
            for n, place in enumerate(at)
        ],
    }
