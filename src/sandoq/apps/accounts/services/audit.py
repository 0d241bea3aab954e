"""Writes the audit trail; `sandoq manage verify_audit` reads it back."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection

from sandoq.apps.accounts.models import AuditEntry, AuditHead, Tenure, User
from sandoq.apps.accounts.selectors import tenures_of
from sandoq.common.clock import now
from sandoq.common.hashing import GENESIS, canonical_json, chain_hash


def record_action(
    *,
    by: User | None,
    verb: str,
    target: Any = None,
    unit_path: str = "",
    under: Tenure | None = None,
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one act to the chain, inside the caller's transaction, as its last step.

    From here to the commit all other writers wait, so lock other rows before and be brief after.

    Args:
        by: who acted; None for the platform's own jobs.
        verb: `room.act`, such as "territory.retire-station".
        target: the model instance acted on; its `key` or primary key is recorded.
        unit_path: where, so that an auditor of a province finds it.
        under: the tenure under which it was done; without it the actor's nearest post that holds
            the place, if there is one.
        data: what changed; never secrets, identifiers or voters' names. Values of `canonical_json`;
            a float is kept as its text, because databases store floats differently.

    Raises:
        RuntimeError: called outside a transaction, where the act and its record could part.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record_action must run inside the transaction of the act it records")
    head = _locked_head()
    entry = AuditEntry(
        seq=head.seq + 1,
        at=now(),
        user=by,
        tenure=under or _nearest_tenure(by, unit_path),
        verb=verb,
        target_kind=target._meta.label_lower if target is not None else "",
        target_key=str(getattr(target, "key", None) or target.pk) if target is not None else "",
        unit_path=unit_path,
        data=_storable(data or {}),
        previous_hash=head.hash,
    )
    entry.hash = chain_hash(entry.previous_hash, audit_body(entry))
    entry.save(force_insert=True)
    head.seq, head.hash = entry.seq, entry.hash
    head.save(update_fields=["seq", "hash"])
    return entry


def _locked_head() -> AuditHead:
    """The chain's head, locked until the transaction ends; made with the first entry."""
    locked = AuditHead.objects.select_for_update()
    if head := locked.filter(pk=1).first():
        return head
    AuditHead.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
    return locked.get(pk=1)


def _nearest_tenure(by: User | None, unit_path: str) -> Tenure | None:
    if by is None:
        return None
    around = [held for held in tenures_of(by) if unit_path.startswith(held.post.unit.path)]
    return max(around, key=lambda held: len(held.post.unit.path), default=None)


def _storable(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data in the JSON types that every database gives back unchanged."""
    kept: dict[str, Any] = json.loads(canonical_json(data), parse_float=str)
    return kept


def audit_body(entry: AuditEntry) -> bytes:
    """The bytes of an entry that its hash covers: every column but the two hashes."""
    return canonical_json(
        {
            "seq": entry.seq,
            "at": entry.at.isoformat(),
            "user": entry.user_id,
            "tenure": entry.tenure_id,
            "verb": entry.verb,
            "target_kind": entry.target_kind,
            "target_key": entry.target_key,
            "unit_path": entry.unit_path,
            "data": entry.data,
        }
    )
