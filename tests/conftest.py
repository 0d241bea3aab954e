"""Fixtures of every test: a browser where the machine has one, and static files' home."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import TransactionTestCase

from tests import database
from tests.browser import CHROMIUM, LAUNCH_FLAGS, chromium_path
from tests.sessions import (  # noqa: F401 - fixtures for every test
    flush_may_empty_the_audit_trail,
    force_login_signs_in_completely,
)

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another database than SQLite only what asks a database is repeated."""
    if database.is_sqlite():
        return
    repeated, left_out = [], []
    for item in items:
        (repeated if _asks_a_database(item) else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = repeated


def _asks_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db"):
        return True
    if issubclass(getattr(item, "cls", None) or object, TransactionTestCase):
        return True
    return bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session", autouse=True)
def homes() -> None:
    """Whitenoise warns of a missing folder, and warnings are errors here."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """An SQLite database begins as a copy, which Django must not take for a forgotten one."""
    return database.is_sqlite()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """Each process begins with a copy of one migrated database: migrating takes 20 s."""
    if not database.is_sqlite():
        yield
        return
    with database.copied():
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One headless Chromium for the whole run; tests that need it are skipped without it."""
    executable = chromium_path()
    if executable is None:
        pytest.skip(f"no Chromium on this machine (looked for {', '.join(CHROMIUM)})")
    playwright = pytest.importorskip("playwright.sync_api").sync_playwright().start()
    # Playwright keeps an event loop in this thread; Django would refuse the database in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    browser = playwright.chromium.launch(executable_path=executable, args=LAUNCH_FLAGS)
    yield browser
    browser.close()
    playwright.stop()


@pytest.fixture
def browser_page(chromium: Any, live_server: Any) -> Iterator[Any]:
    """A page of a fresh browser profile at the live server, laptop size, Persian.

    A script error or a violation of the content security policy fails the test.
    """
    context = chromium.new_context(
        base_url=live_server.url,
        locale="fa-IR",
        timezone_id="Asia/Tehran",
        viewport={"width": 1280, "height": 800},
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield page
    context.close()
    assert not faults, f"the page's script failed or was refused: {faults}"
