"""The files a report is handed out as: the same bytes for everybody."""

from collections.abc import Callable, Mapping

from sandoq.apps.readiness.models import StatusReport
from sandoq.apps.readiness.services.report_files import bundle_of, workbook_of
from sandoq.apps.readiness.services.report_paper import paper_of

FORMS: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "pdf": ("application/pdf", paper_of),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook_of),
    "json": ("application/json", bytes),
}
"""By ending: the media type, and how the file is made of the report's bundle."""


def report_file(report: StatusReport, form: str) -> tuple[bytes, str, str]:
    """The bytes of a file, its media type and its name."""
    kind, make = FORMS[form]
    name = f"status-{report.election.slug}-{report.unit.path}-{report.number}.{form}"
    return make(bundle_of(report)), kind, name
