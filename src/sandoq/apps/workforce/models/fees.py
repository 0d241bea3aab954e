"""The pay of workers: rules, allocations, lines, days, batches, exports, the bank's answers.

Amounts are whole rials (`*_rial`).
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.models.fields import EncryptedTextField
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models.appointments import Attendance


class FeeRule(models.Model):
    """How days become rials, since a date; issued by the headquarters, never edited.

    A newer rule supersedes. `salary_rial` is the figure of `salary_order`; `rates` are per mille
    of the daily ceiling by rate class. `is_sample` marks figures that no order states.
    """

    name_fa = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    since = models.DateField()
    legal_reference = models.CharField(max_length=200)
    salary_order = models.CharField(max_length=64)
    salary_rial = models.BigIntegerField()
    share_numerator = models.PositiveSmallIntegerField(default=1)
    share_denominator = models.PositiveSmallIntegerField(default=12)
    max_days = models.PositiveSmallIntegerField(default=3)
    round_to_rial = models.PositiveIntegerField(default=1)
    rates = models.JSONField(default=dict)
    is_sample = models.BooleanField(default=False)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(salary_rial__gte=1), name="fee_rule_has_a_salary"),
            models.CheckConstraint(
                condition=Q(share_numerator__gte=1, share_denominator__gte=F("share_numerator")),
                name="fee_rule_share_within_one",
            ),
        ]


class FeeBook(models.Model):
    """The accounts of a polling day; its row is the lock under which they change."""

    polling_day = models.OneToOneField(
        PollingDay, on_delete=models.PROTECT, related_name="fee_book"
    )
    computed_at = models.DateTimeField(null=True)
    batches = models.PositiveIntegerField(default=0)


class FeeAllocation(models.Model):
    """Money for the fees of a unit and all below it, and from which account it is paid.

    `amount_rial` is the sum of its orders; `committed_rial` what approved lines have promised.
    """

    polling_day = models.ForeignKey(
        PollingDay, on_delete=models.PROTECT, related_name="fee_allocations"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="fee_allocations")
    amount_rial = models.BigIntegerField(default=0)
    committed_rial = models.BigIntegerField(default=0)
    payer_name = models.CharField(max_length=120)
    payer_sheba = EncryptedTextField()

    class Meta:
        ordering = ["unit__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["polling_day", "unit"], name="fee_allocation_once_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(committed_rial__gte=0, amount_rial__gte=F("committed_rial")),
                name="fee_allocation_never_exceeded",
            ),
        ]


class FeeAllocationOrder(models.Model):
    """One order that gave money or took it back; orders are added, never changed."""

    allocation = models.ForeignKey(FeeAllocation, on_delete=models.PROTECT, related_name="orders")
    order_number = models.CharField(max_length=64)
    amount_rial = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation", "order_number"], name="fee_allocation_order_once"
            )
        ]


class FeeLine(models.Model):
    """What one person is owed for a polling day, vouched for by one unit.

    `unit` is the county of the appointment (or the unit above where there is none). `part` tells
    apart later lines for days verified after an earlier line was confirmed. `claimed_days` are
    verified appearances, `paid_days` what is left of them: one a date, at most the rule's cap.
    `held` says why a batch left it out.
    """

    class State(models.TextChoices):
        COMPUTED = "computed", _("computed")
        CONFIRMED = "county-confirmed", _("confirmed by the county")
        CHECKED = "finance-checked", _("checked by finance")
        APPROVED = "province-approved", _("approved by the province")
        BATCHED = "batched", _("in a batch")
        EXPORTED = "exported", _("sent to the bank")
        PAID = "paid", _("paid")
        RETURNED = "returned", _("returned by the bank")
        CORRECTED = "corrected", _("corrected")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    polling_day = models.ForeignKey(PollingDay, on_delete=models.PROTECT, related_name="fee_lines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="fee_lines")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="fee_lines")
    part = models.PositiveSmallIntegerField(default=1)
    rule = models.ForeignKey(FeeRule, on_delete=models.PROTECT, related_name="lines")
    claimed_days = models.PositiveSmallIntegerField()
    doubled_days = models.PositiveSmallIntegerField(default=0)
    capped_days = models.PositiveSmallIntegerField(default=0)
    paid_days = models.PositiveSmallIntegerField()
    amount_rial = models.BigIntegerField()
    state = models.CharField(max_length=17, choices=State.choices, default=State.COMPUTED)
    state_at = models.DateTimeField()
    held = models.CharField(max_length=16, blank=True)
    note = models.CharField(max_length=300, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    corrected_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    corrected_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["polling_day", "state", "unit"], name="fee_line_by_state"),
            models.Index(fields=["person", "polling_day"], name="fee_line_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["polling_day", "person", "unit", "part"], name="fee_line_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_rial__gte=0, paid_days__gte=1), name="fee_line_pays_something"
            ),
            models.CheckConstraint(
                condition=~Q(checked_by=F("confirmed_by"))
                & ~Q(approved_by=F("confirmed_by"))
                & ~Q(approved_by=F("checked_by")),
                name="fee_line_seen_by_different_eyes",
            ),
        ]


class FeeDay(models.Model):
    """One paid day of one person: there is at most one a date, whatever the elections."""

    line = models.ForeignKey(FeeLine, on_delete=models.CASCADE, related_name="days")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    attendance = models.OneToOneField(Attendance, on_delete=models.PROTECT, related_name="fee_day")
    rate_class = models.SlugField(max_length=32)
    amount_rial = models.BigIntegerField()

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["person", "date"], name="fee_day_paid_once"),
        ]


class FeeBatch(models.Model):
    """Transfers that go to the bank together. Once sealed it is never changed.

    `sha256` covers head and items (rules.fees.batches); the database refuses changes (triggers).
    """

    class State(models.TextChoices):
        SEALED = "sealed", _("sealed")
        EXPORTED = "exported", _("sent to the bank")
        SETTLED = "settled", _("answered by the bank")
        VOID = "void", _("withdrawn")

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    number = models.CharField(max_length=35, unique=True)
    polling_day = models.ForeignKey(
        PollingDay, on_delete=models.PROTECT, related_name="fee_batches"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="fee_batches")
    payer_name = models.CharField(max_length=120)
    payer_sheba = EncryptedTextField()
    pay_on = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    lines = models.PositiveIntegerField(default=0)
    amount_rial = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.SEALED)
    state_at = models.DateTimeField()
    void_reason = models.CharField(max_length=300, blank=True)
    held_lines = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "-pk"]


class FeeItem(models.Model):
    """A line as it stands in a batch: name and account as they were when it was sealed.

    Live until the batch is withdrawn or the bank returns it; a line is live in one batch at most.
    """

    class Outcome(models.TextChoices):
        NONE = "", _("no answer yet")
        PAID = "paid", _("paid")
        RETURNED = "returned", _("returned")

    batch = models.ForeignKey(FeeBatch, on_delete=models.PROTECT, related_name="items")
    line = models.ForeignKey(FeeLine, on_delete=models.PROTECT, related_name="items")
    seq = models.PositiveIntegerField()
    end_to_end_id = models.CharField(max_length=35, unique=True)
    name = models.CharField(max_length=140)
    sheba = EncryptedTextField()
    amount_rial = models.BigIntegerField()
    is_live = models.BooleanField(default=True)
    outcome = models.CharField(
        max_length=8, choices=Outcome.choices, blank=True, default=Outcome.NONE
    )
    reason = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["batch", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "seq"], name="fee_item_numbered_once"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(is_live=True), name="fee_line_in_one_live_batch"
            ),
        ]


class FeeExport(models.Model):
    """That a batch was written as a file for the bank; the same format has the same hash."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        PAIN001 = "pain001", "pain.001.001.09"

    batch = models.ForeignKey(FeeBatch, on_delete=models.PROTECT, related_name="exports")
    format = models.CharField(max_length=8, choices=Format.choices)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "format"], name="fee_export_once_per_format")
        ]


class BankAnswer(models.Model):
    """A file of the bank that was read back; the same file again changes nothing.

    `problems` are rows that were not applied, with their reasons, at most a thousand.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    polling_day = models.ForeignKey(
        PollingDay, on_delete=models.PROTECT, related_name="bank_answers"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    paid = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    problem_count = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["polling_day", "unit", "sha256"], name="bank_answer_read_once"
            )
        ]
