"""belenios-tool as a peer: really run, in its own folder, on archives of either side."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.ballots.archives import UUID

TOOL = shutil.which("belenios-tool")
NEWER = shutil.which(os.environ.get("SANDOQ_NEWER_BELENIOS_TOOL", "belenios-tool-newer"))

needs_tool = pytest.mark.skipif(
    TOOL is None, reason="no belenios-tool on this machine (apt-get install belenios-tool)"
)
needs_newer_tool = pytest.mark.skipif(
    NEWER is None,
    reason="no belenios-tool with Ed25519: run tests/ballots/get_newer_tool.sh FOLDER and set"
    " SANDOQ_NEWER_BELENIOS_TOOL=FOLDER/belenios-tool",
)


class Tool:
    """One election's folder, as the tool wants it; `executable` is 2.0 or a newer one."""

    def __init__(self, folder: Path, executable: str | None = TOOL) -> None:
        assert executable is not None
        self.folder = folder
        self._executable = executable
        self._is_newer = executable == NEWER
        folder.mkdir(parents=True, exist_ok=True)

    def _call(self, arguments: tuple[str, ...], stdin: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._executable, *arguments],
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "BELENIOS_USE_URANDOM": "1"},
        )

    def run(self, *arguments: str, stdin: str = "") -> str:
        """One command that must succeed; its output."""
        done = self._call(arguments, stdin)
        assert done.returncode == 0, (arguments, done.stderr)
        return done.stdout

    def accepts(self, archive: Path) -> bool:
        """Whether `election verify` passes on an archive of ours."""
        shutil.copy(archive, self.folder / archive.name)
        done = self._call(("election", "verify"), "")
        return done.returncode == 0 and "all checks passed" in done.stderr

    def accepts_ballot(self, setup: Path, ballot: bytes) -> bool:
        """Whether a newer tool's `verify-ballot` passes, on an archive cut after its Setup.

        `election verify` of 3.x starts the ballots' check and drops its answer.
        """
        shutil.copy(setup, self.folder / setup.name)
        (self.folder / "b.json").write_bytes(ballot)
        return self._call(("election", "verify-ballot", "--ballot", "b.json"), "").returncode == 0

    # making an election, as in the tool's own demonstrations

    def credentials(
        self, group: str, weights: list[int] | None = None, count: int = 2
    ) -> list[str]:
        """Voters' codes."""
        where = ("--uuid", UUID, "--group", group)
        if weights is None:
            self.run("setup", "generate-credentials", *where, "--count", str(count))
        else:
            lines = "".join(f"v{i}@x,,{weight}\n" for i, weight in enumerate(weights))
            (self.folder / "ids").write_text(lines)
            self.run("setup", "generate-credentials", *where, "--file", "ids")
        (public,) = self.folder.glob("*.pubcreds")  # `archive init` cuts the names off
        public.rename(self.folder / "public_creds.json")
        (private,) = self.folder.glob("*.privcreds")
        if self._is_newer:
            return list(json.loads(private.read_text()).values())
        return [line.split()[-1] for line in private.read_text().splitlines()]

    def single_trustees(self, group: str, count: int) -> None:
        """Keys `*.privkey`, and public_keys.jsons."""
        for _ in range(count):
            self.run("setup", "generate-trustee-key", "--group", group)
        public = sorted(self.folder.glob("*.pubkey"))
        (self.folder / "public_keys.jsons").write_text("".join(p.read_text() for p in public))

    def threshold_trustees(self, group: str, threshold: int, count: int) -> None:
        """The tool's own ceremony; leaves threshold.json, *.key and *.dkey."""
        step = ("setup", "generate-trustee-key-threshold", "--group", group)
        names = []
        for index in range(1, count + 1):
            context = ("--threshold-context", f"{index}/{threshold}/{count}")
            self.run(*step, "--step", "1", *(context if self._is_newer else ()))
            names += [p.stem for p in self.folder.glob("*.cert") if p.stem not in names]
        if not self._is_newer:
            names.sort()
        self._join("certs.jsons", [self._text(f"{name}.cert") for name in names])
        known = ("--certs", "certs.jsons")
        self.run(*step, *known, "--step", "2")
        asked = () if self._is_newer else ("--threshold", str(threshold))
        own = [(*known, "--key", f"{name}.key") for name in names]
        self._join("polynomials.jsons", [self.run(*step, *o, "--step", "3", *asked) for o in own])
        known = (*known, "--polynomials", "polynomials.jsons")
        self.run(*step, *known, "--step", "4")
        inputs = [self._text(f"{name}.vinput") for name in names]
        outputs = [
            self.run(*step, *o, "--step", "5", stdin=v) for o, v in zip(own, inputs, strict=True)
        ]
        done = self.run(*step, *known, "--step", "6", stdin="".join(outputs))
        (self.folder / "threshold.json").write_text(done)
        self.threshold_files = [self.folder / f"{name}.key" for name in names]

    def _text(self, name: str) -> str:
        return (self.folder / name).read_text()

    def _join(self, name: str, texts: list[str]) -> None:
        (self.folder / name).write_text("".join(texts))

    def begin(self, group: str, questions: list[dict[str, object]]) -> None:
        """Election and archive with its Setup."""
        template = {"description": "d", "name": "n", "questions": questions}
        template |= {"administrator": "A", "credential_authority": "C"}
        (self.folder / "template.json").write_text(json.dumps(template))
        self.run("setup", "make-trustees")
        (self.folder / "threshold.json").unlink(missing_ok=True)
        uuid = ("--uuid", UUID, "--group", group)
        self.run("setup", "make-election", *uuid, "--template", "template.json")
        self.run("archive", "init")
        for name in ("election.json", "trustees.json", "public_creds.json"):
            (self.folder / name).unlink()

    def event(self, kind: str, payload: str = "") -> None:
        """Append an event."""
        self.run("archive", "add-event", f"--type={kind}", stdin=payload)

    def cast(self, code: str, choices: object) -> None:
        """Append a ballot."""
        (self.folder / "code").write_text(code + "\n")
        (self.folder / "choices").write_text(json.dumps(choices))
        option = "--choice" if self._is_newer else "--ballot"
        ballot = ("election", "generate-ballot", "--privcred", "code", option, "choices")
        self.event("Ballot", self.run(*ballot))

    def close(self) -> None:
        """End of ballots and encrypted tally."""
        self.event("EndBallots")
        self.event("EncryptedTally", self.run("election", "compute-encrypted-tally"))

    def shuffle(self, owner: int) -> None:
        """Append a shuffle."""
        self.event("Shuffle", self.run("election", "shuffle", f"--trustee-id={owner}"))

    def decrypt(self, owner: int, key: Path) -> None:
        """Append a partial decryption with a `.privkey`, or a `.key` with its `.dkey`."""
        if key.suffix == ".privkey":
            known = ("decrypt", "--privkey", key.name)
        else:
            dkey = key.with_suffix(".dkey").name
            known = ("decrypt-threshold", "--key", key.name, "--decryption-key", dkey)
        self.event("PartialDecryption", self.run("election", *known, f"--trustee-id={owner}"))

    def result(self) -> Path:
        """Append the result; the finished archive, which the tool itself accepts."""
        self.event("Result", self.run("election", "compute-result"))
        self.run("election", "verify")
        return self.folder / f"{UUID}.bel"
