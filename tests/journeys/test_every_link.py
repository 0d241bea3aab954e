"""Every link of every page leads somewhere: nobody is sent to a page that refuses them."""

import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.http import Http404
from django.test import Client
from django.urls import resolve

from sandoq.apps.accounts.models import User
from sandoq.demo.build import build

STATIONS = 66
PEOPLE = ("headquarters", "province-head-1", "county-it-1", "operator-1", "candidate-1")
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(db: None, settings: Any, tmp_path: Path) -> None:
    """A small Mazandaran, made by the services and the import as everywhere."""
    settings.HOME = tmp_path
    build("mazandaran", stations=STATIONS, seed=7)


def test_no_link_leads_to_a_refusal(demo: None) -> None:
    """From the first page on, one address of every kind, as each of the demo's persons."""
    broken, followed = [], 0
    for name in PEOPLE:
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(username=name))
        for address, source, status in _walk(client):
            followed += 1
            if status >= 400:
                broken.append(f"{name}: {source} links to {address}: {status}")

    assert not broken, "\n".join(broken)
    assert followed > 120


def _walk(client: Client) -> list[tuple[str, str, int]]:
    """(address, page that links to it, status) of one of every kind in reach."""
    found, waiting = [], [("/", "the bar")]
    known = {("/", "")}
    while waiting:
        address, source = waiting.pop(0)
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found.append((address, source, answer.status_code))
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for href in LINK.findall(body.decode()):
            link = urldefrag(urljoin(address, unescape(href))).url
            if new := _asked_of(link) - known:
                known |= new
                waiting.append((link, address))
    return found


def _asked_of(link: str) -> set[tuple[str, str]]:
    """The page of an address with each thing it is asked for; nothing outside the platform.

    What matters is every question a page can be asked, not every combination of them.
    """
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or parts.path.startswith(("/static/", "/media/")):
        return set()
    try:
        route = resolve(parts.path).route
    except Http404:
        route = parts.path
    return {(route, asked) for asked in ["", *re.findall(r"(\w+)=", parts.query)]}
