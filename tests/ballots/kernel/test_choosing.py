"""Which backend, where its code is kept, and what happens where it cannot run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandoq.engines.ballots import kernel
from sandoq.engines.ballots.choice import choose_engine
from sandoq.engines.ballots.kernel import KernelRefused, trusted
from sandoq.engines.ballots.kernel.caching import cache_home, code_folder, is_writable
from sandoq.engines.ballots.kernel.curve import selftest
from sandoq.engines.ballots.kernel.processor import CUT, choose_backend
from tests.ballots.kernel.cases import context

PC = {"avx2": True, "avx512ifma": False}
SERVER = {"avx2": True, "avx512ifma": True}


@pytest.mark.parametrize(
    ("features", "backend"),
    [({}, "u128"), (PC, "avx2"), (SERVER, "ifma")],
    ids=["old", "pc", "server"],
)
def test_the_fastest_backend_that_runs_is_chosen(features: dict[str, bool], backend: str) -> None:
    assert choose_backend(features) == backend


def test_a_named_backend_is_taken_if_it_runs() -> None:
    assert choose_backend(SERVER, "u128") == "u128"
    for name in ("ifma", "gpu"):
        with pytest.raises(ImportError, match="there are: avx2, u128"):
            choose_backend(PC, name)


def test_the_cache_is_where_the_station_keeps_what_it_may_lose() -> None:
    home = Path("/home/x")
    assert cache_home({"SANDOQ_HOME": "/s", "XDG_CACHE_HOME": "/c"}, home) == Path("/s/cache")
    assert cache_home({"XDG_CACHE_HOME": "/c"}, home) == Path("/c/sandoq")
    assert cache_home({}, home) == Path("/home/x/.cache/sandoq")


def test_a_changed_source_gets_another_folder(tmp_path: Path) -> None:
    """numba alone would not notice a change in a module that a cached function only calls."""
    source = tmp_path / "a.py"
    source.write_text("x = 1")
    before = code_folder(tmp_path, "avx2", [source], "3.11")
    assert before == code_folder(tmp_path, "avx2", [source], "3.11")
    assert before.parent == tmp_path / "kernel"
    assert before != code_folder(tmp_path, "u128", [source], "3.11")
    assert before != code_folder(tmp_path, "avx2", [source], "3.12")
    source.write_text("x = 2")
    assert before != code_folder(tmp_path, "avx2", [source], "3.11")


def test_a_folder_that_takes_no_files_is_noticed(tmp_path: Path) -> None:
    assert is_writable(tmp_path / "new" / "folder")
    (tmp_path / "file").write_text("")
    assert not is_writable(tmp_path / "file" / "folder")


def test_the_engine_is_the_kernels_for_every_group() -> None:
    assert choose_engine(context()).engine.name == f"numba/{CUT.name}"
    assert choose_engine(context("BELENIOS-2048")).engine.name == "numba/field"


@pytest.mark.parametrize(
    "fault", ["_decodes", "_knows_members", "_recomputes", "_adds_up", "_multiplies_by_8"]
)
def test_a_backend_that_fails_its_self_test_is_not_used(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verification goes on with the reference, and the report says why."""
    monkeypatch.setattr(selftest, fault, lambda: False)
    trusted._curve_faults.cache_clear()
    try:
        with pytest.raises(KernelRefused, match=CUT.name):
            kernel.build_engine(context())
        chosen = choose_engine(context())
    finally:
        monkeypatch.undo()
        trusted._curve_faults.cache_clear()
    assert chosen.engine.name == "reference"
    assert chosen.notice is not None
    assert "self-test" in chosen.notice.detail["reason"]


@pytest.mark.parametrize("constant", ["_BASE_POINT", "_SMALL_ORDER"])
def test_the_self_test_compares_with_the_published_answers(
    constant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With another base point, or another point of small order, the answers no longer fit."""
    monkeypatch.setattr(selftest, constant, 9)
    selftest._known.cache_clear()
    try:
        assert selftest.curve_faults()
    finally:
        monkeypatch.undo()
        selftest._known.cache_clear()
    assert selftest.curve_faults() == []


def python(code: str, **environment: str) -> str:
    """The output of a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


WITHOUT_NUMBA = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"numba", "llvmlite"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Blocked())
from tests.ballots.kernel.cases import context, honest
from tests.ballots.kernel.forge import Forger
from sandoq.engines.ballots.choice import choose_engine
chosen = choose_engine(context())
ballot = honest(Forger(context()), 5)
print(chosen.engine.name, chosen.notice.code, chosen.engine.check_ballots([ballot], [1]).valid)
"""


@pytest.mark.processes
def test_without_numba_the_reference_verifies_and_says_so() -> None:
    assert python(WITHOUT_NUMBA) == "reference numba-missing (True,)"


@pytest.mark.processes
def test_the_engine_is_imported_without_numba_and_without_django() -> None:
    code = """
import sys, sandoq.engines.ballots, sandoq.engines.ballots.choice, sandoq.engines.ballots.kernel
print(sorted(name for name in ("numba", "llvmlite", "numpy", "django") if name in sys.modules))
"""
    assert python(code) == "[]"
