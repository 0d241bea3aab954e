"""What the obstacles room refuses, and why."""

from sandoq.common.errors import BadInput, Conflict


class ActDoesNotFit(Conflict):
    """The obstacle is not in a state in which this can be done."""

    code = "obstacle-act-does-not-fit"

    def __init__(self, act: str, state: str) -> None:
        super().__init__(act, state)
        self.act = act
        self.state = state


class ObstacleKeyReused(Conflict):
    """The key belongs to another obstacle: another person's, or with another title."""

    code = "obstacle-key-reused"

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class NoStations(BadInput):
    """An obstacle stands in the way of at least one station."""

    code = "obstacle-without-stations"

    def __init__(self, place: str) -> None:
        super().__init__("stations", place, "none")
        self.place = place


class NothingUnmet(Conflict):
    """The requirement is met at every station of the obstacle, or not asked there."""

    code = "nothing-unmet"

    def __init__(self, requirement: str) -> None:
        super().__init__(requirement)
        self.requirement = requirement


class NotYourLevel(Conflict):
    """The obstacle has gone above the level of the post: only that level or one above decides."""

    code = "obstacle-above-your-level"

    def __init__(self, level: str) -> None:
        super().__init__(level)
        self.level = level


class OptionTooLate(Conflict):
    """The option cannot be done, verified and given its slack before the election any more."""

    code = "option-too-late"

    def __init__(self, title: str, decide_by: str) -> None:
        super().__init__(title, decide_by)
        self.title = title
        self.decide_by = decide_by


class NotOneObstacle(Conflict):
    """The two cannot be merged: the same one, another election's, or one is over."""

    code = "obstacles-not-mergeable"

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title


class NotAnOwner(Conflict):
    """Only an owner of the obstacle answers for it."""

    code = "not-an-owner"

    def __init__(self, agency: str) -> None:
        super().__init__(agency)
        self.agency = agency


class AgencyCodeTaken(Conflict):
    """Another agency has this code."""

    code = "agency-code-taken"

    def __init__(self, taken: str) -> None:
        super().__init__(taken)
        self.taken = taken


class NotAnAgencyPost(Conflict):
    """The post is not an agency officer's, or speaks for another agency already."""

    code = "not-an-agency-post"

    def __init__(self, role: str) -> None:
        super().__init__(role)
        self.role = role


class DutyActDoesNotFit(Conflict):
    """The duty is not in a state in which this can be done, or by the same person."""

    code = "duty-act-does-not-fit"

    def __init__(self, act: str, state: str) -> None:
        super().__init__(act, state)
        self.act = act
        self.state = state
