"""The fast engine of public verification: numba, with a backend chosen for the processor.

`build_engine` is all that the rest of the program calls (see `choice.choose_engine`). Machine code
is compiled once for each machine, backend and state of the sources, and kept on disk.
"""

from sandoq.engines.ballots.arithmetic import Verifying
from sandoq.engines.ballots.groups import ED25519
from sandoq.engines.ballots.groups.field import FieldGroup
from sandoq.engines.ballots.model import ElectionContext


class KernelRefused(ImportError):
    """The backend does not pass its self-test on this machine, so it is not used."""


def build_engine(context: ElectionContext) -> Verifying | None:
    """The engine for this election, or None for a group that the kernel does not know.

    Raises:
        ImportError: numba is missing, or (`KernelRefused`) the backend failed its self-test.
    """
    # Imported here: numba takes half a second, and may be missing.
    from sandoq.engines.ballots.kernel import trusted  # noqa: PLC0415

    if context.group.description == ED25519:
        return trusted.curve_engine(context)
    if isinstance(context.group, FieldGroup):
        return trusted.field_engine(context, context.group)
    return None
