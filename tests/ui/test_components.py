"""The parts of a page, made as pages make them."""

from datetime import UTC, datetime

import pytest
from django.core.paginator import Paginator
from django.template import Context, engines
from django.test import RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

STATES = {
    "ready": ("آماده", "circle"),
    "ready-on-fallback": ("آماده با جایگزین", "path"),
    "not-ready": ("آماده نیست", "path"),
    "unknown": ("نامعلوم", "circle"),
}


def _made(source: str, address: str = "/", **context: object) -> str:
    engine = engines["django"].engine
    template = engine.from_string(CottonCompiler().process(source))
    request = RequestFactory().get(address)
    with translation.override("fa"):
        return template.render(Context({"request": request, **context}))


@pytest.mark.parametrize("state", STATES)
def test_a_status_is_shape_and_word_not_colour_alone(state: str) -> None:
    word, shape = STATES[state]
    made = _made(f'<c-status state="{state}" />')
    assert word in made
    assert f"<{shape}" in made
    assert f"status-{state}" in made


def test_something_unheard_of_is_unknown_not_ready() -> None:
    """Unknown is not ready."""
    made = _made('<c-status state="splendid" />')
    assert "status-unknown" in made
    assert "نامعلوم" in made


def test_a_figure_says_of_what_of_how_many_and_as_of_when() -> None:
    made = _made(
        '<c-figure value="{{ n }}" of="{{ all }}" label="شعب" href="?a=1" :as-of="at" />',
        n=165,
        all=3210,
        at=datetime(2024, 2, 28, 6, 40, tzinfo=UTC),
    )
    assert "۱۶۵" in made
    assert "از ۳٬۲۱۰" in made
    assert "۹ اسفند ۱۴۰۲، ۱۰:۱۰" in made
    assert 'href="?a=1"' in made


def test_a_component_takes_nothing_it_was_not_given() -> None:
    """A page's own `label` or `href` must not leak into its parts."""
    made = _made('<c-figure value="1" />', label="LEAK", href="LEAK", of="LEAK", note="LEAK")
    assert "LEAK" not in made


def test_a_name_with_an_apostrophe_is_escaped_once() -> None:
    made = _made('<c-empty title="{{ name }}" />', name="Amir's <b>")
    assert "Amir&#x27;s &lt;b&gt;" in made


def test_the_pager_keeps_the_filters_and_says_where_it_is() -> None:
    page = Paginator(range(95), 20).get_page(2)
    made = _made('<c-pager :page="page" />', "/board/?state=not-ready&page=2", page=page)
    assert "۲۱ تا ۴۰ از ۹۵" in made
    assert 'href="?state=not-ready&amp;page=3"' in made
    assert _made('<c-pager :page="page" />', page=Paginator(range(3), 20).get_page(1)).strip() == ""


def test_an_export_keeps_the_filters() -> None:
    made = _made("<c-export />", "/board/?state=not-ready&page=4")
    assert 'href="?state=not-ready&amp;format=csv"' in made


def test_a_code_is_isolated_and_left_to_right() -> None:
    assert '<bdi class="code" dir="ltr">02-1408</bdi>' in _made("<c-code>02-1408</c-code>")
