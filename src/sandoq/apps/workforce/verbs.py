"""What the audit trail calls the acts of the workforce room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERB_NAMES: dict[str, Promise] = {
    "workforce.allocate-fees": _("Money allocated for fees"),
    "workforce.answer-invitation": _("Invitation answered"),
    "workforce.apply-people": _("List of people written"),
    "workforce.appoint": _("Person appointed to a shift"),
    "workforce.cancel-session": _("Training session cancelled"),
    "workforce.compute-fees": _("Fees computed"),
    "workforce.correct-fee-account": _("Bank account of a fee corrected"),
    "workforce.define-role": _("Work role defined"),
    "workforce.discard-people": _("List of people given up"),
    "workforce.enrol": _("Person enrolled"),
    "workforce.examine": _("Trainee examined"),
    "workforce.export-fee-batch": _("Batch of fees exported"),
    "workforce.invite": _("Person invited"),
    "workforce.issue-fee-rule": _("Fee rule issued"),
    "workforce.leave-session": _("Enrolment ended"),
    "workforce.list-workers": _("People listed for work"),
    "workforce.open-course": _("Course opened"),
    "workforce.open-session": _("Training session opened"),
    "workforce.presence": _("Presence recorded"),
    "workforce.preview-people": _("List of people read"),
    "workforce.read-bank-answer": _("Answer of the bank read"),
    "workforce.record-answers": _("Answers recorded"),
    "workforce.release-build": _("Software build released"),
    "workforce.remind": _("Reminder noted"),
    "workforce.seal-fee-batch": _("Batch of fees sealed"),
    "workforce.send-back-fees": _("Fees sent back"),
    "workforce.set-limits": _("Limits of work set"),
    "workforce.set-quantity": _("Number of people needed set"),
    "workforce.set-shift": _("Shift set"),
    "workforce.void-fee-batch": _("Batch of fees voided"),
    "workforce.withdraw": _("Appointment withdrawn"),
}
