"""The tests of the curve again, on every other backend that this machine can run.

A backend is a constant of its process, so each gets a process. IFMA runs as a model where the
processor lacks it: the same code with its one instruction spelt out.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sandoq.engines.ballots.kernel.curve.emission import Memory
from sandoq.engines.ballots.kernel.limbs.ifma import Ifma
from sandoq.engines.ballots.kernel.llvm import binding, function, ir
from sandoq.engines.ballots.kernel.processor import (
    CUT,
    CUTS,
    ENVIRONMENT_NAME,
    choose_backend,
    processor_features,
)

HERE = Path(__file__).parent
CURVE_TESTS = ["test_curve_points.py", "test_curve_sums.py", "test_curve_engine.py"]
MODEL_TESTS = CURVE_TESTS[:1]
"""The model is slow, and differs from other backends below the points only."""


def others() -> list[str]:
    """Backends that run here, but not in this process; the model only where it is needed."""
    found = []
    for name in CUTS:
        try:
            choose_backend(processor_features(), name)
        except ImportError:
            continue
        found.append(name)
    if "ifma" in found:
        found.remove("ifma-model")
    return [name for name in found if name != CUT.name]


@pytest.mark.processes
@pytest.mark.skipif(ENVIRONMENT_NAME in os.environ, reason="already inside such a process")
@pytest.mark.parametrize("backend", others())
def test_another_backend_computes_the_same(backend: str) -> None:
    tests = MODEL_TESTS if backend == "ifma-model" else CURVE_TESTS
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests],
        cwd=HERE,
        env={**os.environ, ENVIRONMENT_NAME: backend},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert re.search(r"\d+ passed", done.stdout)


def test_the_ifma_backend_compiles_to_its_instruction() -> None:
    """Here it can be compiled for a processor that has it, even if it cannot run."""
    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()
    cut, module = Ifma(), ir.Module()
    memory = Memory(cut)

    def write(b: ir.IRBuilder, d: ir.Value, x: ir.Value, y: ir.Value) -> None:
        memory.write(b, d, cut.multiply(b, memory.read(b, x), memory.read(b, y)))
        b.ret_void()

    function(module, "product", 3, write).linkage = "external"
    target = binding.Target.from_triple("x86_64-unknown-linux-gnu")
    machine = target.create_target_machine(cpu="icelake-server", opt=3)
    assembly = machine.emit_assembly(binding.parse_assembly(str(module)))
    assert assembly.count("vpmadd52luq") >= 25
    assert assembly.count("vpmadd52huq") >= 25
