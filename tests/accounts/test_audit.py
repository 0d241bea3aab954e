"""The audit trail: nothing is changed, nothing is lost, and what is broken is named."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, close_old_connections, connection, transaction

from sandoq.apps.accounts.models import AuditEntry, AuditHead, User
from sandoq.apps.accounts.rules.chain import Fault, Mark
from sandoq.apps.accounts.services import chain_head, check_chain, check_newest, record_action
from tests.factories import a_province, a_user
from tests.sessions import an_unlocked_audit_trail


@pytest.fixture
def officer(db: None) -> User:
    return a_user("province-head", a_province())


def some_acts(count: int, by: User) -> None:
    with transaction.atomic():
        for number in range(count):
            record_action(
                by=by, verb="test.act", target=by, unit_path="00010001", data={"n": number}
            )


def tampered(statement: str) -> None:
    """What somebody with the database and without the platform does."""
    with an_unlocked_audit_trail(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_act_outside_a_transaction_is_not_recorded(transactional_db: None) -> None:
    """Act and record must not part: one of them alone would be a lie."""
    with pytest.raises(RuntimeError):
        record_action(by=None, verb="test.act")

    assert not AuditEntry.objects.exists()


def test_a_rolled_back_act_leaves_no_gap(officer: User) -> None:
    some_acts(2, officer)
    with transaction.atomic():
        record_action(by=officer, verb="test.act")
        transaction.set_rollback(True)
    some_acts(1, officer)

    assert list(AuditEntry.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
    assert check_chain().broken is None


@pytest.mark.parametrize("value", [1.5, 1e20, 1e-9, -0.0, 2**70, "ی\u200cک", None, [1, {"a": 2}]])
def test_every_kind_of_data_comes_back_as_it_was_hashed(officer: User, value: object) -> None:
    """Databases store numbers differently; the chain must hold on each."""
    with transaction.atomic():
        record_action(by=officer, verb="test.act", data={"value": value})

    assert check_chain().broken is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_auditentry SET verb = 'test.other' WHERE seq = 2",
        "DELETE FROM accounts_auditentry WHERE seq = 2",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(officer: User, statement: str) -> None:
    some_acts(3, officer)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AuditEntry.objects.filter(verb="test.act").count() == 3


def test_the_models_cannot_change_it_either(officer: User) -> None:
    some_acts(1, officer)

    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(verb="test.other")


BREAKS: list[tuple[str, int, Fault]] = [
    ("UPDATE accounts_auditentry SET verb = 'test.other' WHERE seq = 3", 3, Fault.BODY),
    ("UPDATE accounts_auditentry SET user_id = NULL WHERE seq = 1", 1, Fault.BODY),
    ("UPDATE accounts_auditentry SET data = '{\"n\": 7}' WHERE seq = 2", 2, Fault.BODY),
    ("UPDATE accounts_auditentry SET unit_path = '0002' WHERE seq = 5", 5, Fault.BODY),
    ("DELETE FROM accounts_auditentry WHERE seq = 3", 3, Fault.MISSING),
    ("DELETE FROM accounts_auditentry WHERE seq = 1", 1, Fault.MISSING),
    ("DELETE FROM accounts_auditentry WHERE seq = 5", 5, Fault.MISSING),
    ("UPDATE accounts_auditentry SET previous_hash = hash WHERE seq = 4", 4, Fault.PREVIOUS),
    ("UPDATE accounts_auditentry SET hash = 'none' WHERE seq = 4", 4, Fault.BODY),
    ("UPDATE accounts_audithead SET hash = 'none'", 5, Fault.HEAD),
    ("UPDATE accounts_audithead SET seq = 6", 6, Fault.MISSING),
    ("UPDATE accounts_audithead SET seq = 4", 4, Fault.HEAD),
]


@pytest.mark.parametrize(("statement", "seq", "fault"), BREAKS)
def test_the_first_broken_link_is_named(
    officer: User, statement: str, seq: int, fault: Fault
) -> None:
    some_acts(5, officer)
    tampered(statement)

    broken = check_chain().broken

    assert broken is not None
    assert (broken.seq, broken.fault) == (seq, fault)


def test_an_entry_beyond_the_head_is_named(officer: User) -> None:
    """Somebody who appends to the table but not to the head has not used the platform."""
    some_acts(2, officer)
    AuditHead.objects.update(seq=1, hash=AuditEntry.objects.get(seq=1).hash)

    broken = check_chain().broken

    assert broken is not None
    assert (broken.seq, broken.fault) == (2, Fault.HEAD)


def test_a_trail_cut_off_together_with_its_head_is_found_by_a_mark_written_down(
    officer: User,
) -> None:
    """Inside the database nothing tells; a head that observers wrote down does."""
    some_acts(5, officer)
    published = chain_head()
    tampered("DELETE FROM accounts_auditentry WHERE seq > 3")
    AuditHead.objects.update(seq=3, hash=AuditEntry.objects.get(seq=3).hash)

    assert check_chain().broken is None
    broken = check_chain(published=[published]).broken
    assert broken is not None
    assert (broken.seq, broken.fault) == (5, Fault.PUBLISHED)


def test_the_newest_links_are_checked_without_reading_all(officer: User) -> None:
    some_acts(6, officer)
    tampered("UPDATE accounts_auditentry SET verb = 'test.other' WHERE seq = 2")

    assert check_newest(3).broken is None
    assert check_newest(3).held == 3
    assert check_newest(100).broken is not None


def test_an_empty_trail_holds(db: None) -> None:
    assert check_chain().broken is None
    assert chain_head() == Mark(0, "0" * 64)


def verify(*arguments: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_command_counts_what_holds(officer: User) -> None:
    some_acts(4, officer)

    status, out, err = verify("--json")

    assert status == 0
    assert json.loads(out) == {
        "ok": True,
        "entries": 4,
        "head": {"seq": 4, "hash": chain_head().hash},
    }
    assert err == ""


def test_the_command_names_the_break_and_fails(officer: User) -> None:
    some_acts(4, officer)
    tampered("UPDATE accounts_auditentry SET verb = 'test.other' WHERE seq = 3")

    status, out, err = verify()
    json_status, json_out, _ = verify("--json")

    assert status == json_status == 1
    assert "audit-broken: entry 3: changed" in err
    assert out == ""
    told = json.loads(json_out)
    assert (told["ok"], told["entries"]) == (False, 2)
    assert (told["broken"]["seq"], told["broken"]["fault"]) == (3, "changed")


def test_the_command_checks_a_mark_written_down(officer: User) -> None:
    some_acts(2, officer)
    head = chain_head()

    assert verify("--published", f"{head.seq}:{head.hash}")[0] == 0
    assert verify("--published", f"{head.seq}:{'0' * 64}")[0] == 1
    assert verify("--published", "nonsense")[0] == 2


def in_threads(count: int, act: Callable[[int], None]) -> None:
    def run(number: int) -> None:
        try:
            act(number)
        finally:
            close_old_connections()
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        list(threads.map(run, range(count)))


def test_many_writers_at_once_make_one_gapless_chain(transactional_db: None) -> None:
    """The head's row puts writers in line; on SQLite the database does."""

    def act(number: int) -> None:
        for _ in range(5):
            with transaction.atomic():
                record_action(by=None, verb="test.act", data={"thread": number})

    in_threads(8, act)

    assert list(AuditEntry.objects.order_by("seq").values_list("seq", flat=True)) == [*range(1, 41)]
    assert check_chain().broken is None
