"""Reads the audit trail back and checks every link."""

from collections.abc import Iterable, Iterator

from django.db.models import Max, QuerySet

from sandoq.apps.accounts.models import AuditEntry, AuditHead
from sandoq.apps.accounts.rules.chain import Break, Fault, Finding, Link, Mark, read_chain
from sandoq.apps.accounts.services.audit import audit_body
from sandoq.common.hashing import GENESIS

_CHUNK = 2_000


def chain_head() -> Mark:
    """The last link as the chain names it; write it down elsewhere to prove the trail whole."""
    head = AuditHead.objects.filter(pk=1).first()
    return Mark(head.seq, head.hash) if head else Mark(0, GENESIS)


def check_chain(published: Iterable[Mark] = ()) -> Finding:
    """Read the whole trail, however long, in little memory; stops at the first broken link.

    Acts recorded while it runs are left for the next reading.

    Args:
        published: heads written down earlier, which must still be in the trail.
    """
    head = chain_head()
    finding = read_chain(
        _links(AuditEntry.objects.filter(seq__lte=head.seq)), head, published=published
    )
    return finding if finding.broken else _nothing_beyond(finding)


def check_newest(count: int) -> Finding:
    """Check the last `count` links and the head, taking what is before them as true."""
    head = chain_head()
    newest = AuditEntry.objects.filter(seq__gt=head.seq - count, seq__lte=head.seq)
    before = AuditEntry.objects.filter(seq=head.seq - count).first()
    return read_chain(_links(newest), head, after=Mark(before.seq, before.hash) if before else None)


def _nothing_beyond(finding: Finding) -> Finding:
    """Entries beyond the head were not written by the platform."""
    last = AuditEntry.objects.aggregate(last=Max("seq"))["last"] or 0
    head = chain_head()  # read after the entries: it never lags behind honest ones
    if last <= head.seq:
        return finding
    beyond = Break(last, Fault.HEAD, f"{head.seq}:{head.hash}", str(last))
    return Finding(finding.held, finding.last, beyond)


def _links(entries: QuerySet[AuditEntry]) -> Iterator[Link]:
    for entry in entries.order_by("seq").iterator(chunk_size=_CHUNK):
        yield Link(entry.seq, entry.previous_hash, entry.hash, audit_body(entry))
