"""JSON in text columns: typed records in and out, whole numbers of any length."""

import json
from typing import TypeVar

import msgspec

T = TypeVar("T")


def json_text(value: object) -> str:
    """Write a record, or anything made of records, lists and dicts, as compact JSON."""
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False, separators=(",", ":"))


def json_value(text: str, kind: type[T]) -> T:
    """Read JSON text as a record of `kind`; msgspec.ValidationError when it is no such record."""
    return msgspec.convert(json.loads(text), kind)
