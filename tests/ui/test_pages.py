"""Promises every page keeps: policy, languages, colours, weight, and no dead ends."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from sandoq.apps.accounts.rules.access import Role
from sandoq.project.gallery import KINDS
from tests.factories import a_county, a_user

pytestmark = pytest.mark.django_db

OPEN_PAGES = [
    "/gallery/",
    *(f"/gallery/{kind}/" for kind in KINDS),
    "/account/login/",
    "/account/password/reset/",
    "/no/such/page/",
]
MOST_SCRIPT_BYTES = 150_000


@pytest.mark.parametrize("address", OPEN_PAGES)
def test_nothing_of_a_page_runs_or_styles_inline(client: Client, address: str) -> None:
    """The policy would block it; a page must not rely on what is blocked."""
    response = client.get(address)
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "default-src 'none'" in policy
    page = response.content.decode()
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert not re.search(r"<[^>]+\son[a-z]+=", page)
    assert "<style" not in page
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert all('type="application/json"' in tag for tag in inline)


@pytest.mark.parametrize("address", OPEN_PAGES)
@pytest.mark.parametrize(("language", "direction"), [("fa", "rtl"), ("en", "ltr")])
def test_a_page_is_wholly_in_the_language_chosen(
    client: Client, address: str, language: str, direction: str
) -> None:
    client.cookies["django_language"] = language
    page = client.get(address).content.decode()
    assert f'<html lang="{language}" dir="{direction}"' in page
    words = re.sub(r"<script.*?</script>|<bdi.*?</bdi>|<[^>]+>|&\w+;", " ", page, flags=re.DOTALL)
    known = {"English", "Ctrl", "K", "USB", "API", "CSV", "XLSX", "JSON", "XML"}
    foreign = set(re.findall(r"[A-Za-z]{2,}", words)) - known
    if language == "fa":
        assert not foreign, "an untranslated sentence"
        assert not re.search(r"(?<![\w-])[0-9]+(?![\w-])", words), "Latin digits on a Persian page"
    else:
        left = re.findall(r"[\u0600-\u06ff]+", words)
        assert set(left) <= {"فارسی", "۱۱", "۱۲", "۰۲"}


def test_persian_comes_first_whatever_the_browser_asks(client: Client) -> None:
    page = client.get("/gallery/", headers={"accept-language": "en-US,en;q=0.9"})
    assert b'lang="fa"' in page.content


def test_the_language_switch_stays_on_the_page(client: Client) -> None:
    response = client.post("/i18n/setlang/", {"language": "en", "next": "/gallery/"})
    assert response.headers["Location"] == "/gallery/"
    assert b'lang="en"' in client.get("/gallery/").content


def test_the_colour_switch_works_without_script_and_leads_nowhere_else(client: Client) -> None:
    response = client.post("/theme/", {"theme": "dark", "next": "/gallery/"})
    assert response.headers["Location"] == "/gallery/"
    assert b'data-bs-theme="dark"' in client.get("/gallery/").content

    response = client.post("/theme/", {"theme": "neon", "next": "https://evil.example/"})
    assert response.headers["Location"] == "/"
    assert b"data-bs-theme" not in client.get("/gallery/").content


def test_an_ordinary_page_loads_little_script(client: Client) -> None:
    page = client.get("/gallery/board/").content.decode()
    served = re.findall(r'<script src="/static/([^"]+)"', page)
    found = [finders.find(name) for name in served]
    assert all(found), f"not installed: {served}"
    assert sum(Path(str(path)).stat().st_size for path in found) < MOST_SCRIPT_BYTES


def test_htmx_gets_the_rows_without_the_bar(client: Client) -> None:
    """The same template, the same address; only the shell is left out."""
    whole = client.get("/gallery/board/?page=2")
    part = client.get("/gallery/board/?page=2", headers={"HX-Request": "true"})
    assert b'id="rows"' in part.content
    assert b"bar-top" in whole.content
    assert b"bar-top" not in part.content
    assert "HX-Request" in part.headers["Vary"], "a cache must not mix the two up"


def test_a_place_without_rights_is_absent(client: Client) -> None:
    """A candidate sees no door to the territory; a county's representative does."""
    county = a_county()
    client.force_login(a_user(Role.CANDIDATE, county))
    assert b"/territory/" not in client.get("/").content
    client.force_login(a_user(Role.COUNTY_IT, county))
    assert b"/territory/" in client.get("/").content


def test_every_door_of_the_bar_opens(client: Client) -> None:
    """No link of the shell leads to a missing page."""
    client.force_login(a_user(Role.COUNTY_IT, a_county()))
    page = client.get("/").content.decode()
    bar = page[page.index("<header") : page.index("</header>")]
    for address in sorted(set(re.findall(r'href="(/[^"?#]*)', bar))):
        assert client.get(address).status_code in {200, 302}, address


def test_search_finds_only_what_the_person_may_see(client: Client) -> None:
    county, other = a_county("نوشهر"), a_county("نوکنده")
    client.force_login(a_user(Role.COUNTY_IT, county))
    page = client.get("/search/?q=نو").content.decode()
    results = page[page.index('class="search-found"') :]
    assert "نوشهر" in results
    assert "نوکنده" not in results
    assert other.pk


def test_a_typed_day_is_read_back_in_words(client: Client) -> None:
    assert client.get("/read-date/?text=1402/12/11").content.decode() == "جمعه ۱۱ اسفند ۱۴۰۲"
    assert client.get("/read-date/?text=11/12/02").content == b""
