"""Acts that a network may send twice are done once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sandoq.apps.accounts.models import User
from sandoq.apps.inventory.errors import ActKeyReused
from sandoq.apps.inventory.models import DoneAct
from sandoq.common.hashing import canonical_json, sha256_hex


def begin(
    client_uuid: UUID | None, verb: str, *, by: User, at: datetime, content: Mapping[str, Any]
) -> tuple[DoneAct | None, bool]:
    """The act of this key, and whether it is new; inside the transaction of the act.

    A second sender with the same key waits here for the first, then finds it done. Without a key
    every call is new.

    Raises:
        ActKeyReused: the key was used by somebody else or for something else.
    """
    if client_uuid is None:
        return None, True
    digest = sha256_hex(canonical_json(dict(content)))
    act, is_new = DoneAct.objects.get_or_create(
        client_uuid=client_uuid,
        defaults={"verb": verb, "content_sha256": digest, "by": by, "at": at},
    )
    if not is_new and (act.verb, act.content_sha256, act.by_id) != (verb, digest, by.pk):
        raise ActKeyReused(str(client_uuid))
    return act, is_new


def finish(act: DoneAct | None, target: object) -> None:
    """Remember what the act made, for the answer to a repeat."""
    if act is not None:
        act.target = str(target)
        act.save(update_fields=["target"])
