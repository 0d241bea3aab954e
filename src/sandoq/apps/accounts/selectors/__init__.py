"""Who may do what, where, and the people, posts, tokens and records they may see."""

from sandoq.apps.accounts.selectors.access import (
    PATH_STEP,
    Scope,
    acting_tenure,
    may,
    offices_of,
    require,
    scope_of,
    tenures_of,
)
from sandoq.apps.accounts.selectors.audit import AuditFilter, audit_entries, known_verbs
from sandoq.apps.accounts.selectors.people import (
    PeopleFilter,
    candidates,
    find_people,
    identifiers_of,
    managed_person,
    person_seen_by,
    seats_of,
    tenures_seen,
)
from sandoq.apps.accounts.selectors.posts import (
    PostFilter,
    fillable_roles,
    find_posts,
    may_fill_post,
    post_seen_by,
    seat_of,
    tenure_seen_by,
    tenures_of_post,
)
from sandoq.apps.accounts.selectors.tokens import grantable, token_of, tokens_of, user_of_token
from sandoq.apps.accounts.selectors.units import unit_in_scope, units_in_scope

__all__ = [
    "PATH_STEP",
    "AuditFilter",
    "PeopleFilter",
    "PostFilter",
    "Scope",
    "acting_tenure",
    "audit_entries",
    "candidates",
    "fillable_roles",
    "find_people",
    "find_posts",
    "grantable",
    "identifiers_of",
    "known_verbs",
    "managed_person",
    "may",
    "may_fill_post",
    "offices_of",
    "person_seen_by",
    "post_seen_by",
    "require",
    "scope_of",
    "seat_of",
    "seats_of",
    "tenure_seen_by",
    "tenures_of",
    "tenures_of_post",
    "tenures_seen",
    "token_of",
    "tokens_of",
    "unit_in_scope",
    "units_in_scope",
    "user_of_token",
]
