"""Rate limits hold across processes: of any window, not one call more than the limit is allowed."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sandoq.apps.accounts.cache import TableCache
from sandoq.apps.accounts.errors import TooManyRequests
from sandoq.apps.accounts.models import CacheEntry, RateLimit
from sandoq.apps.accounts.ratelimits import allow, demand, forget_old_hits
from sandoq.common.clock import now
from tests.accounts.test_audit import in_threads
from tests.factories import a_county, a_user

HAMMER = """
import django, json, sys
django.setup()
from sandoq.apps.accounts.ratelimits import allow
print(json.dumps([allow("same key", limit=20, per_seconds=600) for _ in range(60)]))
"""

GUESS = """
import django, json, sys
django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()  # so that pages tell their context
client, told = Client(), []
for number in range(8):
    page = client.post("/account/login/", {"login": "victim", "password": f"guess {number}"})
    told.append([str(e.code) for e in page.context["form"].non_field_errors().as_data()])
print(json.dumps(told))
"""


def in_processes(count: int, program: str) -> list[Any]:
    """Run a program in real processes at the same time, against the test's own database."""
    name = connection.settings_dict["NAME"]
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            env={**os.environ, "DATABASE_URL": url},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    return [json.loads(process.communicate(timeout=120)[0]) for process in running]


@pytest.mark.processes
def test_two_processes_together_stay_within_the_limit(transactional_db: None) -> None:
    """Stated excess: none. 120 calls by two processes, 20 allowed, exactly 20 pass."""
    answers = in_processes(2, HAMMER)

    assert sum(sum(answer) for answer in answers) == 20


@pytest.mark.processes
def test_two_processes_guessing_a_password_share_one_limit(transactional_db: None) -> None:
    """allauth's own limit counts in the shared cache: five guesses, whichever worker is asked."""
    a_user("operator", a_county(), username="victim")

    told = [code for answer in in_processes(2, GUESS) for codes in answer for code in codes]

    assert told.count("username_password_mismatch") == 5
    assert set(told) == {"username_password_mismatch", "too_many_login_attempts"}


def test_many_threads_stay_within_the_limit(transactional_db: None) -> None:
    answers: list[bool] = []

    def act(_: int) -> None:
        answers.extend(allow("same key", limit=7, per_seconds=600) for _ in range(5))

    in_threads(6, act)

    assert sum(answers) == 7


@pytest.mark.django_db
def test_the_sixty_first_call_in_a_minute_is_refused() -> None:
    assert all(allow("directory:7", limit=60, per_seconds=60) for _ in range(60))

    assert not allow("directory:7", limit=60, per_seconds=60)
    assert allow("directory:8", limit=60, per_seconds=60)
    with pytest.raises(TooManyRequests) as refusal:
        demand("directory:7", limit=60, per_seconds=60)
    assert refusal.value.status == 429


class Windows(TestCase):
    """However calls fall in time, no window of the given length ever holds more than the limit."""

    @settings(max_examples=40, deadline=None)
    @given(pauses=st.lists(st.integers(0, 4_000), min_size=1, max_size=40), limit=st.integers(1, 5))
    def test_no_window_holds_more_than_the_limit(self, pauses: list[int], limit: int) -> None:
        at, allowed = now(), []
        for pause in pauses:
            at += timedelta(milliseconds=pause)
            with time_machine.travel(at, tick=False):
                if allow(f"key of {limit}", limit=limit, per_seconds=5):
                    allowed.append(at)
        RateLimit.objects.all().delete()
        window = timedelta(seconds=5)
        for start in allowed:
            assert sum(start <= hit < start + window for hit in allowed) <= limit
        assert allowed, "the first call is always allowed"


@pytest.mark.django_db
def test_keys_are_not_stored_and_old_windows_are_forgotten() -> None:
    allow("user:zahra", limit=1, per_seconds=10)
    assert "zahra" not in str(RateLimit.objects.values())

    with time_machine.travel(now() + timedelta(seconds=11)):
        assert forget_old_hits() == 1


@pytest.mark.django_db
def test_the_shared_cache_keeps_until_the_time_is_over() -> None:
    cache.set("a", {"n": [1, 2.5, None]}, 10)
    cache.set("b", 1, None)

    assert cache.get("a") == {"n": [1, 2.5, None]}
    with time_machine.travel(now() + timedelta(seconds=11)):
        assert cache.get("a", "gone") == "gone"
        assert cache.get("b") == 1
        assert TableCache.forget_expired() == 1
    assert "a" not in set(CacheEntry.objects.values_list("key", flat=True))


@pytest.mark.django_db
def test_the_shared_cache_takes_only_what_comes_back_the_same() -> None:
    with pytest.raises(TypeError):
        cache.set("a", object())

    assert not cache.has_key("a")


@pytest.mark.django_db
def test_add_sets_once_and_again_after_the_time() -> None:
    assert cache.add("lock", 1, 10)
    assert not cache.add("lock", 2, 10)
    assert cache.get("lock") == 1
    assert cache.touch("lock", 20)

    with time_machine.travel(now() + timedelta(seconds=21)):
        assert cache.add("lock", 3, 10)
        assert cache.get("lock") == 3
        assert cache.delete("lock")
        assert not cache.delete("lock")


def test_of_many_threads_exactly_one_adds(transactional_db: None) -> None:
    """`add` is the lock of allauth's limits, also on an entry that has just expired."""
    cache.set("lock", 0, 0.001)
    won: list[bool] = []

    in_threads(8, lambda number: won.append(cache.add("lock", number, 60)))

    assert sum(won) == 1
