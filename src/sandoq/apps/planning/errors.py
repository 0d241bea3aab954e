"""What planning refuses."""

from sandoq.common.errors import DomainError


class ScenarioRefused(DomainError):
    """A scenario cannot do this now.

    `reason`: `wrong-state` (then `state` says which), `nothing-to-plan`, `nothing-in-stock`,
    `already-running`, `not-running`, `same-kind-only`, `too-few`, `no-plan`, `other-plan`.
    """

    code = "scenario-refused"

    def __init__(self, reason: str, state: str = "") -> None:
        super().__init__(reason, state)
        self.reason = reason
        self.state = state


class ApproverProposed(DomainError):
    """Whoever proposed a plan cannot approve it: two persons must stand behind it."""

    code = "approver-proposed"

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title


class NoHeadAmongThem(DomainError):
    """Two members approved a plan; one of the two must be the head."""

    code = "no-head-among-them"

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title


class ReturnWithoutReason(DomainError):
    """A plan is returned without a word of why."""

    code = "return-without-reason"


class OrderRefused(DomainError):
    """A transfer order cannot be carried out like this.

    `reason`: `cancelled`, `nothing-chosen`, `too-many`, `wrong-model`, `not-in-store`,
    `other-region`, `no-receiving-store`. `name` is the device or the unit, `number` the order's.
    """

    code = "order-refused"

    def __init__(self, reason: str, number: int, name: str = "") -> None:
        super().__init__(reason, number, name)
        self.reason = reason
        self.number = number
        self.name = name


class PlanUnsound(DomainError):
    """The validator refused what the solver answered; `finding` is the first of its findings."""

    code = "plan-unsound"

    def __init__(self, finding: str) -> None:
        super().__init__(finding)
        self.finding = finding
