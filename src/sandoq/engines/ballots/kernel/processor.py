"""Which backend suits the processor; a pure choice, and its one call."""

import os
from collections.abc import Mapping
from typing import Final

from sandoq.engines.ballots.kernel.limbs import Cut
from sandoq.engines.ballots.kernel.limbs.ifma import Ifma, Modelled
from sandoq.engines.ballots.kernel.limbs.radix25 import Radix25
from sandoq.engines.ballots.kernel.limbs.radix51 import Radix51
from sandoq.engines.ballots.kernel.llvm import binding

CUTS: Final[dict[str, type[Cut]]] = {cut.name: cut for cut in (Ifma, Radix25, Radix51, Modelled)}
ENVIRONMENT_NAME: Final = "SANDOQ_KERNEL"
"""Names a backend by force, for tests and for a processor that lies about itself."""


def choose_backend(features: Mapping[str, bool], named: str = "") -> str:
    """The name of a cut in `CUTS`.

    Args:
        features: what LLVM knows of the processor, e.g. {"avx2": True}.
        named: a backend asked for by name; empty for the fastest that runs here.

    Raises:
        ImportError: the named backend is unknown or does not run here.
    """
    runnable = [name for name in CUTS if _runs(name, features)]
    if named and named not in runnable:
        raise ImportError(f"no kernel backend {named!r} here; there are: {', '.join(runnable)}")
    return named or runnable[0]


def _runs(name: str, features: Mapping[str, bool]) -> bool:
    needed = {"ifma": "avx512ifma", "avx2": "avx2"}.get(name)
    return needed is None or features.get(needed, False)


def processor_features() -> dict[str, bool]:
    """What LLVM knows of this processor; empty where it cannot tell."""
    try:
        return dict(binding.get_host_cpu_features())
    except RuntimeError:
        return {}


CUT: Final[Cut] = CUTS[choose_backend(processor_features(), os.environ.get(ENVIRONMENT_NAME, ""))]()
"""The cut of this process. Compiled code knows it as a constant, so it never changes."""
