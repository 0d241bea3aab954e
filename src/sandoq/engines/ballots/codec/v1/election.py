"""The election with its questions, and the public credentials (docs § 4, § 5)."""

import re
from collections.abc import Iterator, Sequence

from sandoq.engines.ballots.codec.json_text import Json, canonical, parse, parse_canonical
from sandoq.engines.ballots.codec.shape import fields, flag, items, text, texts, whole
from sandoq.engines.ballots.errors import Malformed
from sandoq.engines.ballots.groups import Group
from sandoq.engines.ballots.model import (
    Credential,
    Election,
    HomomorphicQuestion,
    NonHomomorphicQuestion,
    Question,
)

UUID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}")
"""Base58 without 0, I, O and l."""

_FORM = (
    "version description name group public_key questions uuid "
    "administrator? credential_authority? language?"
)
_WEIGHT = r"[1-9][0-9]{0,17}"
_OPEN = ord("[")
_DIRECTIONS = {"ltr", "rtl"}


def read_election(data: bytes) -> Election:
    """The record `election`; group and key are checked by the caller."""
    found = fields(parse_canonical(data), "election", _FORM)
    if whole(found["version"], "version") != 1:
        raise Malformed("version", "unknown-version")
    uuid = text(found["uuid"], "uuid")
    if not UUID.fullmatch(uuid):
        raise Malformed("uuid", "not-a-uuid")
    return Election(
        name=text(found["name"], "name"),
        description=text(found["description"], "description"),
        group=text(found["group"], "group"),
        public_key=text(found["public_key"], "public_key"),
        questions=_questions(found["questions"]),
        uuid=uuid,
        administrator=_optional_text(found, "administrator"),
        credential_authority=_optional_text(found, "credential_authority"),
        language=_language(found["language"]) if "language" in found else None,
    )


def _optional_text(found: dict[str, Json], key: str) -> str | None:
    return text(found[key], key) if key in found else None


def _language(value: Json) -> tuple[str, str]:
    code, direction = texts(items(value, "language", 2), "language")
    if direction not in _DIRECTIONS:
        raise Malformed("language", "unknown-direction")
    return code, direction


_QUESTION_KEYS = ("type", "value", "answers", "blank", "min", "max", "question")


def read_questions(data: bytes) -> tuple[Question, ...]:
    """A JSON list of questions as a person writes it: white space and order of keys are free."""
    return _questions(_in_order(parse(data)))


def _in_order(value: Json) -> Json:
    """The same with every object's known keys in the order that the protocol gives."""
    if isinstance(value, list):
        return [_in_order(item) for item in value]
    if not isinstance(value, dict):
        return value
    known = [key for key in _QUESTION_KEYS if key in value]
    return {key: _in_order(value[key]) for key in dict.fromkeys([*known, *value])}


def _questions(value: Json) -> tuple[Question, ...]:
    found = items(value, "questions")
    if not found:
        raise Malformed("questions", "empty")
    return tuple(_question(item, f"questions[{i}]") for i, item in enumerate(found))


def _question(value: Json, where: str) -> Question:
    if isinstance(value, dict) and "type" in value:
        return _typed_question(value, where)
    found = fields(value, where, "answers blank? min max question")
    return HomomorphicQuestion(
        text=text(found["question"], f"{where}.question"),
        answers=_answers(found["answers"], where),
        minimum=whole(found["min"], f"{where}.min"),
        maximum=whole(found["max"], f"{where}.max"),
        blank=flag(found.get("blank", False), f"{where}.blank"),
    )


def _typed_question(value: Json, where: str) -> NonHomomorphicQuestion:
    found = fields(value, where, "type value")
    if found["type"] != "NonHomomorphic":
        raise Malformed(f"{where}.type", "unknown-type")
    inner = fields(found["value"], f"{where}.value", "answers question")
    return NonHomomorphicQuestion(
        text=text(inner["question"], f"{where}.value.question"),
        answers=_answers(inner["answers"], f"{where}.value"),
    )


def _answers(value: Json, where: str) -> tuple[str, ...]:
    found = texts(items(value, f"{where}.answers"), f"{where}.answers")
    if not found:
        raise Malformed(f"{where}.answers", "empty")
    return tuple(found)


def write_election(election: Election) -> bytes:
    """See `read_election`."""
    value: dict[str, Json] = {
        "version": 1,
        "description": election.description,
        "name": election.name,
        "group": election.group,
        "public_key": election.public_key,
        "questions": [_question_value(question) for question in election.questions],
        "uuid": election.uuid,
    }
    if election.administrator is not None:
        value["administrator"] = election.administrator
    if election.credential_authority is not None:
        value["credential_authority"] = election.credential_authority
    if election.language is not None:
        value["language"] = [*election.language]
    return canonical(value)


def _question_value(question: Question) -> Json:
    answers: Json = [*question.answers]
    if isinstance(question, NonHomomorphicQuestion):
        inner: Json = {"answers": answers, "question": question.text}
        return {"type": "NonHomomorphic", "value": inner}
    value: dict[str, Json] = {"answers": answers}
    if question.blank:
        value["blank"] = True
    return value | {"min": question.minimum, "max": question.maximum, "question": question.text}


def read_credentials(data: bytes, group: Group) -> Iterator[Credential]:
    """A list of `S` or `S,weight`, one by one: a nation's list is never held as objects.

    No entry needs an escape, so the canonical text is read directly. A third part, the voter's
    name in belenios-tool's own files, is refused: it has no place in a public archive.
    """
    if data == b"[]":
        return
    entry = re.compile(f'[\\[,]"({group.text_pattern})(?:,({_WEIGHT}))?"'.encode())
    position, end = 0, len(data) - 1
    while position < end:
        found = entry.match(data, position)
        if found is None or (data[position] == _OPEN) != (position == 0):
            raise Malformed("credentials", f"wrong-form at byte {position}")
        yield Credential(found[1].decode(), int(found[2] or 1))
        position = found.end()
    if position == 0 or data[end:] != b"]":
        raise Malformed("credentials", "wrong-form at the end")


def write_credentials(credentials: Sequence[Credential]) -> bytes:
    """See `read_credentials`; weights are written only where one differs from 1."""
    weighted = any(credential.weight != 1 for credential in credentials)
    return canonical([f"{c.public},{c.weight}" if weighted else c.public for c in credentials])
