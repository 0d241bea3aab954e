"""Refusals of the workforce room."""

from datetime import datetime

from sandoq.common.errors import Conflict, DomainError


class DutiesClash(Conflict):
    """A person may not take another duty; the clashing one is named.

    `breach` is "overlap", "rest" or "daily"; `minutes` of overlap, of rest left, or of work on
    the day; `limit` in minutes where there is one.
    """

    code = "duties-clash"

    def __init__(  # noqa: PLR0917 - exceptions are rebuilt from their positions
        self, person: str, wanted: str, clashing: str, breach: str, minutes: int, limit: int
    ) -> None:
        super().__init__(person, wanted, clashing, breach, minutes, limit)
        self.person = person
        self.wanted = wanted
        self.clashing = clashing
        self.breach = breach
        self.minutes = minutes
        self.limit = limit


class RolePlaceMismatch(DomainError):
    """A role of stations needs a station, a role of units none."""

    code = "role-place-mismatch"
    status = 422

    def __init__(self, role: str, place: str) -> None:
        super().__init__(role, place)
        self.role = role
        self.place = place


class ElectionOfAnotherDay(DomainError):
    """The election is not held on the polling day of the shift."""

    code = "election-of-another-day"
    status = 422

    def __init__(self, election: str, shift: str) -> None:
        super().__init__(election, shift)
        self.election = election
        self.shift = shift


class WorkKeyReused(Conflict):
    """The sender's key was used for something else."""

    code = "work-key-reused"

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class AppointmentStateForbids(Conflict):
    """The appointment's state forbids the act."""

    code = "appointment-state-forbids"

    def __init__(self, person: str, state: str) -> None:
        super().__init__(person, state)
        self.person = person
        self.state = state


class ReasonMissing(DomainError):
    """The act needs a reason in words."""

    code = "work-reason-missing"
    status = 422


class InvitationExpired(Conflict):
    """The link is genuine, its time is over or it was withdrawn."""

    code = "invitation-expired"

    def __init__(self, expired_at: datetime) -> None:
        super().__init__(expired_at)
        self.expired_at = expired_at


class InvitationAnswered(Conflict):
    """The invitation was answered the other way."""

    code = "invitation-answered"

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


class CourseBuildTaken(Conflict):
    """There is a course of this name on this model and build."""

    code = "course-known"

    def __init__(self, name: str, device_model: str, build: str) -> None:
        super().__init__(name, device_model, build)
        self.name = name
        self.device_model = device_model
        self.build = build


class SessionFull(Conflict):
    """Every seat of the session is taken."""

    code = "session-full"

    def __init__(self, course: str, capacity: int) -> None:
        super().__init__(course, capacity)
        self.course = course
        self.capacity = capacity


class SessionCancelled(Conflict):
    """The session does not take place."""

    code = "session-cancelled"

    def __init__(self, course: str, because: str) -> None:
        super().__init__(course, because)
        self.course = course
        self.because = because


class SessionClash(Conflict):
    """The person has a seat in another session at that time."""

    code = "session-clash"

    def __init__(self, person: str, other: str) -> None:
        super().__init__(person, other)
        self.person = person
        self.other = other


class NotEnrolled(Conflict):
    """The person has no seat in the session."""

    code = "not-enrolled"

    def __init__(self, course: str) -> None:
        super().__init__(course)
        self.course = course


class CodeNotShown(DomainError):
    """The screen did not show this code at that moment, or the reading came too late."""

    code = "session-code-refused"
    status = 422

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OutsideSession(DomainError):
    """Presence counts only around the hours of the session."""

    code = "outside-session"
    status = 422

    def __init__(self, course: str, starts_at: datetime, ends_at: datetime) -> None:
        super().__init__(course, starts_at, ends_at)
        self.course = course
        self.starts_at = starts_at
        self.ends_at = ends_at


class ExaminerIsTrainee(DomainError):
    """Nobody examines themselves."""

    code = "examiner-is-trainee"
    status = 403


class NotPresent(Conflict):
    """Who was not at the session is not examined."""

    code = "not-present"

    def __init__(self, person: str, course: str) -> None:
        super().__init__(person, course)
        self.person = person
        self.course = course


class JudgeNotIndependent(DomainError):
    """Attendance is judged by another than the person on duty and than who claimed it."""

    code = "judge-not-independent"
    status = 403

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self.person = person


class AttendanceJudged(Conflict):
    """The attendance was judged the other way."""

    code = "attendance-judged"

    def __init__(self, person: str, state: str) -> None:
        super().__init__(person, state)
        self.person = person
        self.state = state


class AttendanceOutsideShift(DomainError):
    """Presence on duty lies within the hours of the shift, give or take what is tolerated."""

    code = "attendance-outside-shift"
    status = 422

    def __init__(self, person: str, starts_at: datetime, ends_at: datetime) -> None:
        super().__init__(person, starts_at, ends_at)
        self.person = person
        self.starts_at = starts_at
        self.ends_at = ends_at


class PeopleBatchStateForbids(Conflict):
    """An upload of people is applied or discarded once."""

    code = "people-batch-state-forbids"

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class PeopleColumnsMissing(DomainError):
    """No sheet of the file names the columns of a list of people."""

    code = "people-columns-missing"
    status = 422

    def __init__(self, file: str, missing: str) -> None:
        super().__init__(file, missing)
        self.file = file
        self.missing = missing


class PeopleListOutdated(Conflict):
    """Persons changed since the preview; the list is read again."""

    code = "people-list-outdated"

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


class ShiftInUse(Conflict):
    """People hold the shift; its hours stay as they agreed to them."""

    code = "shift-in-use"

    def __init__(self, shift: str, people: int) -> None:
        super().__init__(shift, people)
        self.shift = shift
        self.people = people


class ProposalsChanged(Conflict):
    """What was approved is no longer what was shown."""

    code = "proposals-changed"
