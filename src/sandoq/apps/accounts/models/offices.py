"""Offices: an office is not a person. A post is a role at a unit; a tenure says who holds it."""

from django.db import models
from django.db.models import Q

from sandoq.apps.accounts.models.people import Person, User
from sandoq.apps.accounts.rules.access import Role


class Post(models.Model):
    """An office at a unit, for one election or for all.

    `number` tells apart several posts of one role at one unit, such as a committee's members.
    """

    unit = models.ForeignKey("territory.Unit", on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    election = models.ForeignKey(
        "elections.Election", null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    number = models.PositiveSmallIntegerField(default=1)
    title_fa = models.CharField(max_length=160, blank=True)
    title_en = models.CharField(max_length=160, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Two, because SQLite knows no NULLS NOT DISTINCT.
            models.UniqueConstraint(
                fields=["unit", "role", "number"],
                condition=Q(election=None),
                name="post_once_per_unit",
            ),
            models.UniqueConstraint(
                fields=["unit", "role", "number", "election"],
                condition=Q(election__isnull=False),
                name="post_once_per_unit_and_election",
            ),
        ]


class Tenure(models.Model):
    """Who holds a post, since when, until when, and by which order."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tenures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenures")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    order_number = models.CharField(max_length=64)
    ended_by_order = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(until=None), name="tenure_one_open_per_post"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="tenure_ends_after_it_begins",
            ),
        ]


class ApiToken(models.Model):
    """A token for the API, bound to one tenure: it may do at most what that post may.

    Only the SHA-256 of the secret is kept.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    tenure = models.ForeignKey(Tenure, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
