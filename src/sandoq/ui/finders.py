"""Serves named files of installed npm packages as static files; none is committed."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

_NOBLE_CURVES = (
    "ed25519",
    "utils",
    "abstract/curve",
    "abstract/edwards",
    "abstract/fft",
    "abstract/frost",
    "abstract/hash-to-curve",
    "abstract/modular",
    "abstract/montgomery",
    "abstract/oprf",
)
_NOBLE_HASHES = ("_md", "_u64", "hmac", "pbkdf2", "sha2", "utils")

SERVED = {
    "vendor/bootstrap/bootstrap.rtl.min.css": "bootstrap/dist/css/bootstrap.rtl.min.css",
    "vendor/bootstrap/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/maplibre/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "vendor/maplibre/maplibre-gl-csp.js": "maplibre-gl/dist/maplibre-gl-csp.js",
    "vendor/maplibre/maplibre-gl-csp-worker.js": "maplibre-gl/dist/maplibre-gl-csp-worker.js",
    "vendor/maplibre/rtl-text.js": "@mapbox/mapbox-gl-rtl-text/dist/mapbox-gl-rtl-text.js",
    # Reads QR codes where the browser has no BarcodeDetector; loaded when the camera is asked for.
    "vendor/qr/decode.js": "qr/decode.js",
    "vendor/qr/index.js": "qr/index.js",
    "vendor/vazirmatn/Vazirmatn.woff2": "vazirmatn/fonts/webfonts/Vazirmatn[wght].woff2",
    # Modules of the kiosk's encryption (static/ballots); the page maps @noble/ to vendor/noble/.
    **{f"vendor/noble/curves/{n}.js": f"@noble/curves/{n}.js" for n in _NOBLE_CURVES},
    **{f"vendor/noble/hashes/{n}.js": f"@noble/hashes/{n}.js" for n in _NOBLE_HASHES},
}


class NodeModulesFinder(BaseFinder):
    """Finds the files of `SERVED` under `settings.NODE_MODULES`, under the project's own names."""

    def __init__(self, *_: object, **__: object) -> None:
        self.root = Path(settings.NODE_MODULES)
        self.storage = _RenamingStorage(self.root)

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:  # noqa: FBT001, FBT002
        source = SERVED.get(path)
        found = str(self.root / source) if source and (self.root / source).is_file() else None
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:  # noqa: ARG002
        for path in SERVED:
            yield path, self.storage


class _RenamingStorage(FileSystemStorage):
    """Opens a served name as the package's own file."""

    def path(self, name: str) -> str:
        return str(Path(self.location) / SERVED[name])
