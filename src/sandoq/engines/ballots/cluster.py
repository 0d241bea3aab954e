"""A crew on a Ray cluster: an actor for each processor of the cluster (optional extra `ray`).

Every machine of the cluster needs this package. Nothing secret is sent: ballots, weights, hints.
"""

import os
import socket
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

from sandoq.common.errors import DomainError
from sandoq.engines.ballots.batches import Batch, Outcome
from sandoq.engines.ballots.choice import Preference
from sandoq.engines.ballots.model import ElectionContext
from sandoq.engines.ballots.workers import Worker, in_order

LOCAL = "local"
"""The address that starts a cluster on this machine, on its loopback address only."""

_ANSWER_SECONDS = 5.0


class ClusterUnavailable(DomainError):
    """The Ray cluster cannot be used; `reason` says why."""

    code = "cluster-unavailable"
    status = 422

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(address, reason)
        self.address = address
        self.reason = reason


class Cluster:
    """See `workers.Crew`. `address` is that of the cluster's head, or `LOCAL`.

    Raises:
        ClusterUnavailable: Ray is not installed, no cluster answers, or it has no processors.
    """

    def __init__(self, context: ElectionContext, prefer: Preference, address: str) -> None:
        self._ray = _connected(address)
        count = int(self._ray.cluster_resources().get("CPU", 0))
        if count < 1:
            self.end()
            raise ClusterUnavailable(address, "no processors")
        actor = self._ray.remote(num_cpus=1)(Worker)
        shared = self._ray.put(context)
        self._actors = [actor.remote(shared, prefer) for _ in range(count)]

    def check(self, batches: Iterable[Batch]) -> Iterator[Outcome]:
        turns = zip(cycle(self._actors), batches, strict=False)
        submitted = (actor.check.remote(batch) for actor, batch in turns)
        return in_order(submitted, self._ray.get, len(self._actors))

    def are_members(self, parts: Iterable[Sequence[str]]) -> Iterator[list[bool]]:
        turns = zip(cycle(self._actors), parts, strict=False)
        submitted = (actor.are_members.remote(part) for actor, part in turns)
        return in_order(submitted, self._ray.get, len(self._actors))

    def end(self) -> None:
        self._ray.shutdown()


def _connected(address: str) -> Any:
    """The module ray, connected."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray  # noqa: PLC0415
    except ImportError as error:
        raise ClusterUnavailable(address, "ray is not installed (extra `ray`)") from error
    where: dict[str, Any] = {}
    if address == LOCAL:
        where = {"_node_ip_address": "127.0.0.1"}
    else:
        _knock(address)
    try:
        ray.init(address=address, log_to_driver=False, configure_logging=False, **where)
    except (ConnectionError, ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0] if str(error) else "no answer"
        raise ClusterUnavailable(address, reason) from error
    return ray


def _knock(address: str) -> None:
    """Whether anybody listens at host:port; Ray itself would try for many minutes.

    Raises:
        ClusterUnavailable: it is no such address, or nobody does.
    """
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host, port = parts.hostname, parts.port
        if not host or not port:
            raise ClusterUnavailable(address, "not of the form HOST:PORT")
        socket.create_connection((host, port), timeout=_ANSWER_SECONDS).close()
    except (OSError, ValueError) as error:
        raise ClusterUnavailable(address, str(error)) from error
