"""Helpers of tests that drive a browser."""

import os
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from sandoq.apps.accounts.models import User

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LAUNCH_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def chromium_path() -> str | None:
    """The browser the tests drive: `SANDOQ_CHROMIUM`, else the system's Chromium."""
    named = os.environ.get("SANDOQ_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM)), None)


def sign_in(page: Any, user: User) -> None:
    """Give the page a session of this user, without the sign-in form."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    _set_cookie(page, name, client.cookies[name].value)


def speak(page: Any, language: str) -> None:
    """Show every page in 'fa' or 'en'."""
    _set_cookie(page, settings.LANGUAGE_COOKIE_NAME, language)


def paint(page: Any, theme: str) -> None:
    """Show every page in 'light' or 'dark'."""
    _set_cookie(page, "sandoq_theme", theme)


def _set_cookie(page: Any, name: str, value: str) -> None:
    cookie = {"name": name, "value": value, "domain": "localhost", "path": "/"}
    page.context.add_cookies([cookie])


_AXE = """() => axe.run(document, {
  resultTypes: ["violations"],
  preload: false,
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})"""


def axe(page: Any) -> list[str]:
    """What axe-core finds serious or critical on the page: rule, and where, one line each."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(_axe_source())
    found = page.evaluate(_AXE)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


@cache
def _axe_source() -> str:
    source = Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js"
    return source.read_text(encoding="utf-8")
