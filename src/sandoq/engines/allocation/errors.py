"""What planning refuses: documents that cannot be read, requests nothing can fulfil."""

from sandoq.common.errors import DomainError

_SHOWN = 80


class BadDocument(DomainError):
    """A planning document cannot be used.

    `where` is a JSON pointer (RFC 6901) to the value, `reason` a stable kebab-case code, `value`
    at most 80 characters of what stands there.
    """

    code = "bad-planning-document"
    status = 422

    def __init__(self, where: str, reason: str, value: object = "") -> None:
        super().__init__(where, reason, value)
        text = str(value)
        self.where = where or "/"
        self.reason = reason
        self.value = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class NoFeasiblePlan(DomainError):
    """No plan satisfies what was fixed; `names` are the fixed decisions or limits in conflict."""

    code = "no-feasible-plan"

    def __init__(self, reason: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(reason, names)
        self.reason = reason
        self.names = names


class SolverFailed(DomainError):
    """A solver ended without an answer that can be trusted; `status` is its own word for it."""

    code = "solver-failed"

    def __init__(self, solver: str, status: str) -> None:
        super().__init__(solver, status)
        self.solver = solver
        self.solver_status = status
