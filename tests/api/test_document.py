"""The API's document names every shape once."""

from collections import Counter

from ninja import Schema

from sandoq.project.api import api


def test_no_two_shapes_share_a_name() -> None:
    """Of two, the document would keep one, and describe answers that are never given."""
    api.get_openapi_schema()  # loads every room's shapes
    names = Counter(one.__name__ for one in _below(Schema) if one.__module__.startswith("sandoq"))

    assert not [name for name, times in names.items() if times > 1 and "[" not in name]
    assert len(names) > 60


def _below(shape: type[Schema]) -> set[type[Schema]]:
    return {one for sub in shape.__subclasses__() for one in {sub, *_below(sub)}}
