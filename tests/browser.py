"""Helpers of tests that drive a browser."""

import os
import shutil
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


def axe(page: Any) -> list[str]:
    """What axe-core finds serious or critical on the page: rule, and where, one line each."""
    source = Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js"
    page.evaluate(source.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]
