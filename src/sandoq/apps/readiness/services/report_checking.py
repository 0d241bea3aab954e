"""Checks a report's file: numbered findings, every check run."""

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandoq.apps.readiness.models import SigningKey, StatusReport
from sandoq.apps.readiness.rules.reports import FORMAT, first_difference, is_signed
from sandoq.apps.readiness.services.report_files import bundle_of
from sandoq.apps.readiness.services.report_paper import maker, paper_of
from sandoq.common.hashing import canonical_json, sha256_hex

_STREAM = re.compile(rb"stream\r?\n")
_AROUND = 20
_START = b'{"report":'


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was asked, whether it holds, and what was found."""

    check: str
    holds: bool
    told: str


def check_report(content: bytes, *, keys: frozenset[str] = frozenset()) -> list[Finding]:
    """All checks of a report's JSON, or of its PDF and the JSON attached there.

    Args:
        keys: public keys that are trusted besides the platform's own, 64 hexadecimal digits.
    """
    bundle = attached(content) if content.startswith(b"%PDF-") else content
    read = _read(bundle)
    if read is None:
        return [Finding("readable", holds=False, told="no status report as JSON is in the file")]
    found = [Finding("readable", holds=True, told=f"report {read['report'].get('number')}")]
    found += _honest(bundle or b"", read)
    found += _signed(read, keys)
    found.append(_kept(bundle or b"", read))
    if content.startswith(b"%PDF-"):
        found.append(
            _printed(content, bundle or b"", may_print=all(one.holds for one in found[:3]))
        )
    return found


def attached(pdf: bytes) -> bytes | None:
    """The JSON attached to a report's PDF; None if there is none."""
    for start in _STREAM.finditer(pdf):
        end = pdf.find(b"endstream", start.end())
        raw = pdf[start.end() : end]
        if raw.startswith(_START):
            return raw.rstrip(b"\r\n")
        try:
            plain = zlib.decompressobj().decompress(raw)
        except zlib.error:
            continue
        if plain.startswith(_START):
            return plain
    return None


def _read(bundle: bytes | None) -> dict[str, Any] | None:
    try:
        read = json.loads(bundle or b"")
        is_one = read["report"]["format"] == FORMAT and isinstance(read["sha256"], str)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return read if is_one else None


def _honest(bundle: bytes, read: dict[str, Any]) -> Iterator[Finding]:
    canonical = canonical_json(read)
    at = first_difference(canonical, bundle)
    yield Finding("canonical", at is None, "" if at is None else f"byte {at}: {_near(bundle, at)}")
    computed = sha256_hex(canonical_json(read["report"]))
    holds = computed == read["sha256"]
    yield Finding("hash", holds, computed if holds else f"is {computed}, says {read['sha256']}")


def _signed(read: dict[str, Any], keys: frozenset[str]) -> Iterator[Finding]:
    signature = read.get("signature")
    if not signature:
        yield Finding("signature", holds=False, told="nobody has signed it")
        return
    try:
        public = bytes.fromhex(signature["public_key"])
        statement = signature["statement"]
        given = bytes.fromhex(signature["signature"])
        holds = is_signed(public, canonical_json(statement), given)
        fits = (statement["sha256"], statement["report"]) == (read["sha256"], read["report"]["key"])
        signer = statement["signer"]
        told = f"{signer['name']}, {signer['post']}, {signer['unit']}, {statement['signed_at']}"
    except (ValueError, KeyError, TypeError):
        yield Finding("signature", holds=False, told="it is malformed")
        return
    yield Finding(
        "signature", holds, told if holds else "Ed25519 says that it is not of these bytes"
    )
    yield Finding("signed-this", fits, "" if fits else "the signature is of another report")
    known = signature["public_key"]
    trusted = known in keys or SigningKey.objects.filter(public=known).exists()
    yield Finding("key", trusted, known if trusted else f"{known} is no key of this platform")


def _kept(bundle: bytes, read: dict[str, Any]) -> Finding:
    """Compare with what the platform itself froze, and name the first byte that differs."""
    report = None
    if re.fullmatch(r"[0-9a-f-]{36}", str(read["report"].get("key"))):
        report = StatusReport.objects.filter(key=read["report"]["key"]).first()
    if report is None:
        return Finding("kept", holds=False, told="this platform froze no report of this key")
    kept = bundle_of(report)
    at = first_difference(kept, bundle)
    if at is None:
        return Finding("kept", holds=True, told="byte for byte what the platform froze")
    if not read.get("signature") and canonical_json(read["report"]) == report.canonical:
        return Finding(
            "kept", holds=True, told="what the platform froze; it was signed after this copy"
        )
    told = (
        f"byte {at} of the JSON differs: froze {_near(kept, at)}, the file has {_near(bundle, at)}"
    )
    return Finding("kept", holds=False, told=told)


def _printed(pdf: bytes, bundle: bytes, *, may_print: bool) -> Finding:
    """Print the attached JSON again: whoever changed only the visible page is found out."""
    if not may_print:
        return Finding("printed", holds=False, told="not printed again, for the JSON is not honest")
    at = first_difference(paper_of(bundle), pdf)
    told = "printed again, the same bytes" if at is None else f"byte {at} of the PDF differs"
    return Finding("printed", at is None, f"{told} ({maker()})")


def _near(content: bytes, at: int) -> str:
    part = content[max(0, at - _AROUND) : at + _AROUND]
    return f"“{part.decode('utf-8', 'replace')}”"
