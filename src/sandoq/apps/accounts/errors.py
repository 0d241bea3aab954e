"""What the accounts room refuses: each with a code, and a sentence in `errors/<code>.html`."""

from datetime import datetime

from sandoq.common.errors import Conflict, DomainError


class PersonKnown(Conflict):
    """An identifier is already registered; whose it is stays untold."""

    code = "person-known"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class PersonOutOfReach(DomainError):
    """The person holds a post that the actor could not fill, so the actor may not manage them."""

    code = "person-out-of-reach"
    status = 403


class AccountExists(Conflict):
    """The person has an account already."""

    code = "account-exists"

    def __init__(self, username: str) -> None:
        super().__init__(username)
        self.username = username


class AccountInUse(Conflict):
    """The account has a password already; an invitation would take it from its owner."""

    code = "account-in-use"

    def __init__(self, username: str) -> None:
        super().__init__(username)
        self.username = username


class SignInNameTaken(Conflict):
    """Another account signs in with this name or e-mail address; `field` says which."""

    code = "sign-in-name-taken"

    def __init__(self, field: str, value: str) -> None:
        super().__init__(field, value)
        self.field = field
        self.value = value


class RoleOutOfPlace(DomainError):
    """A role has no posts at this level of the territory."""

    code = "role-out-of-place"
    status = 422

    def __init__(self, role: str, level: str) -> None:
        super().__init__(role, level)
        self.role = role
        self.level = level


class PostClosed(Conflict):
    """Nobody is appointed to a closed post."""

    code = "post-closed"

    def __init__(self, role: str, unit: str) -> None:
        super().__init__(role, unit)
        self.role = role
        self.unit = unit


class PostOccupied(Conflict):
    """A post with a holder is not closed."""

    code = "post-occupied"

    def __init__(self, role: str, unit: str) -> None:
        super().__init__(role, unit)
        self.role = role
        self.unit = unit


class MayNotAppoint(DomainError):
    """The actor's posts do not fill posts of this role at this unit."""

    code = "may-not-appoint"
    status = 403

    def __init__(self, role: str, unit: str) -> None:
        super().__init__(role, unit)
        self.role = role
        self.unit = unit


class OwnAppointment(DomainError):
    """Nobody appoints themselves."""

    code = "own-appointment"
    status = 403


class PostOrderMissing(DomainError):
    """Posts change hands by an order, and the order has a number."""

    code = "post-order-missing"
    status = 422


class TenureOverlap(Conflict):
    """A successor begins after the predecessor began, and not before an ended tenure's end."""

    code = "tenure-overlap"

    def __init__(self, since: datetime, earliest: datetime) -> None:
        super().__init__(since, earliest)
        self.since = since
        self.earliest = earliest


class TenureTooFar(DomainError):
    """A tenure begins within a year from now."""

    code = "tenure-too-far"
    status = 422

    def __init__(self, since: datetime, latest: datetime) -> None:
        super().__init__(since, latest)
        self.since = since
        self.latest = latest


class TenureEnded(Conflict):
    """The tenure has ended by another order; history is not rewritten."""

    code = "tenure-ended"

    def __init__(self, order_number: str, until: datetime) -> None:
        super().__init__(order_number, until)
        self.order_number = order_number
        self.until = until


class LastHeadquarters(Conflict):
    """The last holder of a headquarters post stays until another is appointed."""

    code = "last-headquarters"


class ReasonUnfit(DomainError):
    """A reason is missing, too short, or holds an identifier; `reason` says which."""

    code = "reason-unfit"
    status = 422

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TokenTooBroad(DomainError):
    """A token may do at most what its tenure may; `excess` names the rest."""

    code = "token-too-broad"
    status = 403

    def __init__(self, excess: frozenset[str]) -> None:
        super().__init__(excess)
        self.excess = excess


class TokenTooLong(DomainError):
    """A token lives for at least a day and at most a year."""

    code = "token-too-long"
    status = 422

    def __init__(self, longest_days: int) -> None:
        super().__init__(longest_days)
        self.longest_days = longest_days


class TokenNameTaken(Conflict):
    """A live token of the same tenure has this name."""

    code = "token-name-taken"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class SecondFactorRequired(DomainError):
    """A national or province post acts only in a session signed in with a second factor."""

    code = "second-factor-required"
    status = 403


class TooManyRequests(DomainError):
    """A rate limit is reached."""

    code = "too-many-requests"
    status = 429

    def __init__(self, limit: int, per_seconds: int) -> None:
        super().__init__(limit, per_seconds)
        self.limit = limit
        self.per_seconds = per_seconds
