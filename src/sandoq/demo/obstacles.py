"""Obstacles of the demo: in every state, one cause over many stations, one late already."""

from collections.abc import Sequence
from datetime import timedelta

from sandoq.apps.accounts.models import Post, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.elections.models import Election
from sandoq.apps.obstacles.models import Agency, Obstacle
from sandoq.apps.obstacles.services import (
    DutyData,
    ObstacleData,
    OptionData,
    acknowledge_obstacle,
    claim_solved,
    decide_obstacle,
    issue_duty,
    open_agency,
    propose_option,
    report_obstacle,
    report_unmet,
    seat_agency,
    triage_obstacle,
)
from sandoq.apps.readiness.models import StationGap
from sandoq.apps.territory.models import Station, Unit
from sandoq.common.clock import now, today

_AGENCIES = (
    ("telecom", "شرکت مخابرات استان", "Telecommunication company"),
    ("mci", "همراه اول استان", "Mobile operator MCI"),
    ("power", "شرکت توزیع نیروی برق استان", "Power distribution company"),
    ("police", "فرماندهی انتظامی استان", "Police command"),
)
_DELIVERABLES = (
    "خط دوم ارتباطی فرمانداری‌ها",
    "فهرست دکل‌های بی‌باتری و برنامهٔ رفع",
    "دو ژنراتور یدک در هر شهرستان",
    "برنامهٔ همراهی حمل تجهیزات",
)
_LAWS = (
    *("صورت‌جلسهٔ نمونهٔ ۱", "صورت‌جلسهٔ نمونهٔ ۲"),
    *("صورت‌جلسهٔ نمونهٔ ۳", "صورت‌جلسهٔ نمونهٔ ۴"),
)
"""Samples, and called so: no law is cited by the demo."""

_CASES = (
    ("دکل سه روستا از مدار خارج است", "link", ("primary-link",), 3),
    ("خط تغذیهٔ برق محله در روز رأی‌گیری تعمیر می‌شود", "power", ("mains-power",), 2),
    ("رایانه‌های احراز هویت دیرتر از برنامه می‌رسد", "equipment", ("check-in-device",), 4),
    ("ساختمان مدرسه در دست بازسازی است", "place", (), 1),
    ("کاربر آموزش‌دیده برای شعب سیار نداریم", "staff", ("trained-operator",), 2),
    ("آنتن‌دهی داخل سالن ضعیف است", "link", ("primary-link",), 1),
)


def gather(*, by: User, election: Election, counties: Sequence[Unit]) -> None:
    """Agencies of the first province and a few obstacles of its first county, step by step.

    Args:
        by: the national headquarters.
    """
    if not counties:
        return
    county = counties[0]
    province = county.parent()
    if province is None:
        return
    agencies = [
        open_agency(by=by, unit=province, code=code, name_fa=fa, name_en=en)
        for code, fa, en in _AGENCIES
    ]
    _issue(by, election, agencies)
    officer = _seat(by, agencies[0], province)
    reporter = _holder(Role.COUNTY_IT, county)
    if reporter is None or officer is None:
        return
    made = _report(reporter, election, county)
    for obstacle in made[1:]:
        triage_obstacle(by=reporter, obstacle=obstacle, severity="important", agency=agencies[0])
    for obstacle in made[2:]:
        _propose(reporter, obstacle, agencies[0])
    for obstacle in made[3:]:
        option = obstacle.options.order_by("cost_rial").first()
        if option is not None:
            decide_obstacle(by=by, obstacle=obstacle, option=option)
    for obstacle in made[4:]:
        acknowledge_obstacle(by=officer, owner=obstacle.owners.get(agency=agencies[0]))
    for obstacle in made[5:]:
        claim_solved(by=officer, obstacle=obstacle, note="تقویت‌کننده نصب شد.")
    days = (election.polling_day.date - today(now())) + timedelta(days=1)
    report_unmet(due_days=days.days)


def _issue(by: User, election: Election, agencies: Sequence[Agency]) -> None:
    """One duty of each agency; the first is due tomorrow."""
    for number, (agency, deliverable, law) in enumerate(
        zip(agencies, _DELIVERABLES, _LAWS, strict=True)
    ):
        data = DutyData(
            deliverable=deliverable,
            legal_reference=law,
            deputy="معاون فنی",
            due_on=today(now()) + timedelta(days=1 + 6 * number),
        )
        issue_duty(by=by, election=election, agency=agency, data=data)


def _report(by: User, election: Election, county: Unit) -> list[Obstacle]:
    made = []
    for title, kind, requirements, count in _CASES:
        chosen = _stations(election, county, requirements, count)
        if not chosen:
            continue
        data = ObstacleData(
            title=title,
            kind=kind,
            severity="important",
            stations=[station.key for station in chosen],
            requirements=requirements,
        )
        made.append(report_obstacle(by=by, election=election, data=data))
    return made


def _stations(
    election: Election, county: Unit, requirements: Sequence[str], count: int
) -> list[Station]:
    """The largest stations of the county that lack what is asked; any where nothing is."""
    live = Station.objects.filter(county=county, retired_at=None).order_by("-electors", "pk")
    lacking = StationGap.objects.filter(
        election=election, code__in=requirements, unit_path__startswith=county.path
    )
    found = live.filter(pk__in=lacking.values("status__station"))
    return list(found[:count]) or list(live[:count])


def _propose(by: User, obstacle: Obstacle, agency: Agency) -> None:
    for title, cost, lead, risk in (
        ("تعمیر کامل به دست شرکت", 900_000_000, 12, "low"),
        ("تجهیزات سیار موقت", 250_000_000, 3, "medium"),
        ("شعبهٔ جایگزین در ساختمان دیگر", 80_000_000, 6, "high"),
    ):
        data = OptionData(
            title=title, cost_rial=cost, lead_days=lead, residual_risk=risk, agency=agency
        )
        propose_option(by=by, obstacle=obstacle, data=data)


def _seat(by: User, agency: Agency, province: Unit) -> User | None:
    post = Post.objects.filter(role=Role.AGENCY_OFFICER.value, unit=province).first()
    if post is None:
        return None
    seat_agency(by=by, agency=agency, post=post)
    return _holder(Role.AGENCY_OFFICER, province)


def _holder(role: Role, unit: Unit) -> User | None:
    return User.objects.filter(
        person__tenures__post__role=role.value,
        person__tenures__post__unit=unit,
        person__tenures__until=None,
    ).first()
