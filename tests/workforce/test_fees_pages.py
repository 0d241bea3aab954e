"""The pages of fees: who sees which, what the buttons do, what files hold."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sandoq.apps.accounts.models import User
from sandoq.apps.workforce.models import FeeAllocation, FeeBatch, FeeLine, FeeRule
from sandoq.apps.workforce.services.fees import make_batch
from tests.workforce.fees_scene import DAY, FeeScene, a_fee_scene, a_sheba

pytestmark = pytest.mark.django_db

LISTS = (
    *("fees", "fees-arrears", "fees-lines", "fees-batches", "fees-answers"),
    *("fees-allocations", "fees-rules"),
)


@pytest.fixture
def scene() -> FeeScene:
    return a_fee_scene()


def signed_in(user: User, language: str = "en") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    client.cookies["sandoq_language"] = language
    return client


def page(user: User, name: str, *args: Any, **query: str) -> Any:
    return signed_in(user).get(reverse(f"workforce:{name}", args=args), query)


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_page_says_what_to_do_first(scene: FeeScene, name: str) -> None:
    response = page(scene.head, name)
    assert response.status_code == 200
    assert ("empty-title" in response.content.decode()) is (name != "fees-rules")


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_a_full_page_shows_its_rows_in_both_languages(
    scene: FeeScene, name: str, language: str
) -> None:
    scene.approved(2, days=4)
    batch = make_batch(by=scene.head, polling_day=scene.day, unit=scene.province).batch
    assert batch is not None
    for user in (scene.head, scene.auditor, scene.member, scene.headquarters):
        response = signed_in(user, language).get(reverse(f"workforce:{name}"))
        assert response.status_code == 200
    assert ("<table" in response.content.decode()) is (name != "fees-answers")


def test_the_way_from_computing_to_the_bank_by_buttons(scene: FeeScene) -> None:
    """Compute, confirm, check, approve, seal, export, read back: each by its own person."""
    worker = scene.worker()
    scene.works(worker, days=2)
    scene.fund()

    def press(user: User, name: str, *args: Any, **data: Any) -> Any:
        return signed_in(user).post(reverse(f"workforce:{name}", args=args), data, follow=True)

    assert press(scene.babol_it, "fees-compute").status_code == 200
    queue = page(scene.babol_it, "fees-confirm")
    assert worker.name_fa in queue.content.decode()
    everything = {"act": "all", "lines": "1", "rial": str(2 * DAY)}
    press(scene.babol_it, "fees-confirm", **everything)
    press(scene.member, "fees-check", act="chosen", line=str(scene.line(worker).key))
    press(scene.head, "fees-approve", **everything)
    assert scene.line(worker).state == "province-approved"
    press(scene.head, "fees-make", key="8b5f2c1e-1111-4222-8333-444455556666")
    press(scene.head, "fees-make", key="8b5f2c1e-1111-4222-8333-444455556666")
    batch = FeeBatch.objects.get()
    assert batch.sha256 in page(scene.auditor, "fees-batch", batch.key).content.decode()
    assert batch.sha256 in page(scene.auditor, "fees-sheet", batch.key).content.decode()
    file = signed_in(scene.head).post(
        reverse("workforce:fees-export", args=[batch.key]), {"format": "pain001"}
    )
    data = b"".join(file.streaming_content)
    assert worker.sheba.encode() in data
    assert file["Cache-Control"] == "no-store"
    item = batch.items.get()
    told = f"end_to_end_id,status\n{item.end_to_end_id},RJCT\nother,paid\n"
    upload = SimpleUploadedFile("bank.csv", told.encode())
    answer = press(scene.member, "fees-answers", file=upload)
    assert "other" in answer.content.decode()
    assert scene.line(worker).state == "returned"
    key = scene.line(worker).key
    wrong = press(scene.babol_it, "fees-correct", key, sheba="IR12")
    assert wrong.status_code == 422
    press(scene.babol_it, "fees-correct", key, sheba=a_sheba(31))
    assert scene.line(worker).state == "corrected"


def test_a_list_that_changed_is_not_confirmed(scene: FeeScene) -> None:
    scene.works(scene.worker())
    scene.compute()
    response = signed_in(scene.babol_it).post(
        reverse("workforce:fees-confirm"), {"act": "all", "lines": "5", "rial": "5"}
    )
    assert response.status_code == 409
    assert "You saw 5 fees" in response.content.decode()
    assert FeeLine.objects.get().state == "computed"


def test_an_exceeded_allocation_is_told_in_figures(scene: FeeScene) -> None:
    scene.fund(DAY)
    scene.works(scene.worker(), days=2)
    scene.compute()
    scene.confirm()
    scene.check()
    response = signed_in(scene.head).post(
        reverse("workforce:fees-approve"), {"act": "all", "lines": "1", "rial": str(2 * DAY)}
    )
    told = response.content.decode()
    for figure in ("5,000,000", "10,000,000", " 0 are promised", "مازندران"):
        assert figure in told


def test_lines_sent_back_need_ticks_and_a_reason(scene: FeeScene) -> None:
    scene.works(scene.worker())
    scene.compute()
    scene.confirm()
    address = reverse("workforce:fees-check")
    key = str(FeeLine.objects.get().key)
    client = signed_in(scene.member)

    assert client.post(address, {"act": "send-back", "line": key}).status_code == 422
    assert client.post(address, {"act": "chosen"}).status_code == 302
    assert FeeLine.objects.get().state == "county-confirmed"
    client.post(address, {"act": "send-back", "line": key, "reason": "نام شعبه"})
    assert FeeLine.objects.get().note == "نام شعبه"


def test_other_provinces_and_roles_see_nothing(scene: FeeScene) -> None:
    from tests.factories import a_province, a_user

    scene.works(scene.worker())
    scene.compute()
    line = FeeLine.objects.get()
    stranger = a_user("province-head", a_province("گیلان"))
    for user in (stranger, scene.amol_it):
        assert page(user, "fees-line", line.key).status_code == 404
        assert page(user, "fees-lines").content.decode().count(line.person.name_fa) == 0
    operator = a_user("operator", scene.babol_central)
    assert page(operator, "fees").status_code == 403
    assert page(operator, "fees-mine").status_code == 200


def test_everybody_sees_their_own_fees_and_only_those(scene: FeeScene) -> None:
    """What is owed, where it stands, how old it is; the account is masked."""
    from sandoq.apps.accounts.models import Person
    from tests.factories import a_user

    operator = a_user("operator", scene.babol_central)
    assert operator.person is not None
    Person.objects.filter(pk=operator.person_id).update(sheba=a_sheba(99))
    scene.works(operator.person, days=4)
    scene.works(scene.worker("دیگری"))
    scene.compute()

    told = page(operator, "fees-mine").content.decode()

    assert "15,000,000" in told
    assert "Waits for the county" in told
    assert "At most 3 days" in told
    assert a_sheba(99) not in told
    assert a_sheba(99)[-4:] in told
    assert "دیگری" not in told
    assert "No fee yet" in page(scene.auditor, "fees-mine").content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@pytest.mark.parametrize(
    "name", ["fees", "fees-arrears", "fees-lines", "fees-batches", "fees-allocations"]
)
def test_lists_are_files_without_identifiers(scene: FeeScene, name: str, kind: str) -> None:
    [worker] = scene.approved()
    make_batch(by=scene.head, polling_day=scene.day, unit=scene.province)
    response = page(scene.head, name, format=kind)
    data = b"".join(response.streaming_content)
    assert response.status_code == 200
    assert worker.sheba.encode() not in data
    assert data


def test_lines_are_found_by_name_and_state(scene: FeeScene) -> None:
    scene.works(scene.worker("علی کاظمی"))
    scene.works(scene.worker("مریم نوری"))
    scene.compute()
    scene.confirm(lines=[FeeLine.objects.get(person__name_fa="مریم نوری").key])

    found = page(scene.head, "fees-lines", q="كاظمي").content.decode()
    assert "علی کاظمی" in found
    assert "مریم نوری" not in found
    found = page(scene.head, "fees-lines", state="county-confirmed").content.decode()
    assert "علی کاظمی" not in found


def test_headquarters_enter_rule_and_allocation_by_order(scene: FeeScene) -> None:
    client = signed_in(scene.headquarters)
    rule = {
        "name_fa": "قاعده",
        "name_en": "Rule",
        "legal_reference": "ت-۲",
        "since": "1402/11/01",
        "salary_order": "ح-۷",
        "salary_rial": "۷۲٬۰۰۰٬۰۰۰",
        "max_days": "3",
        "round_to_rial": "",
        "rates": "operator ۸۵۰\nchief: 1000\n",
    }
    bad = client.post(reverse("workforce:fees-rule-add"), rule | {"rates": "operator 1200"})
    assert "from 1 to 1000" in bad.content.decode()
    assert client.post(reverse("workforce:fees-rule-add"), rule).status_code == 302
    issued = FeeRule.objects.first()
    assert issued is not None
    assert (issued.salary_rial, issued.rates) == (72_000_000, {"operator": 850, "chief": 1000})
    order = {"order_number": "تخ-۱", "amount_rial": "1,000,000", "payer_name": "استانداری"}
    address = reverse("workforce:fees-allocation-add") + f"?unit={scene.province.key}"
    assert client.post(address, order).status_code == 200
    assert not FeeAllocation.objects.exists()
    assert client.post(address, order | {"payer_sheba": a_sheba(3)}).status_code == 302
    assert FeeAllocation.objects.get().unit == scene.province
    assert page(scene.head, "fees-rule-add").status_code == 403


def test_an_unreadable_answer_is_told_beside_the_field(scene: FeeScene) -> None:
    scene.works(scene.worker())
    scene.compute()
    response = signed_in(scene.member).post(
        reverse("workforce:fees-answers"), {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")}
    )
    assert response.status_code == 422
    assert "end_to_end_id, status" in response.content.decode()
    refused = signed_in(scene.auditor).post(
        reverse("workforce:fees-answers"), {"file": io.BytesIO(b"end_to_end_id,status\n")}
    )
    assert refused.status_code == 403
