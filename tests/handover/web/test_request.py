"""A body that cannot be read raises one plain sentence, when it is read, and never anything else."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover import web
from handover.web.request import MOST_FIELDS

FORM = {"content-type": "application/x-www-form-urlencoded"}

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4))
KEYS = st.text() | st.sampled_from(
    [f"__{prefix}_{key}" for prefix in ("ow", "ce") for key in ("method", "headers", "path", "query", "body")]
)
HEADERS = st.dictionaries(
    st.sampled_from(["content-type", "Content-Type", "Ce-Type"]),
    st.sampled_from(["application/json", "text/xml", FORM["content-type"], "image/png"]) | JSON,
)


@given(JSON | st.dictionaries(KEYS, HEADERS | JSON), st.sampled_from([{}, {"CE_FUNCTION": "handover-webhook"}]))
def test_no_arguments_of_any_shape_break_the_reading(args: Any, environ: dict[str, str]) -> None:
    request = web.read(args, environ).request
    assert request.path.startswith("/")
    echoed: dict[str, Any] = {"query": dict(request.query_params), "headers": dict(request.headers)}
    with contextlib.suppress(web.BadBodyError):
        echoed["form"] = dict(request.form)
    with contextlib.suppress(web.BadBodyError):
        echoed["json"] = request.json()
    json.dumps(web.to_platform_result(web.json_response(echoed)), allow_nan=False)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The request has no body; a JSON object is expected."),
        (b" \n", "The request has no body; a JSON object is expected."),
        (b"{", "The body is not valid JSON."),
        (b'{"a": NaN}', "The body is not valid JSON."),
        (b'{"a": 1e999}', "The body is not valid JSON."),
        (b"9" * 5000, "The body is not valid JSON."),
        (b'{"a": "\xff"}', "The body is not in UTF-8."),
        (b"[" * 100_000, "The body is nested too deeply."),
        (b'["a"]', "The body is not a JSON object."),
        (b"null", "The body is not a JSON object."),
    ],
)
def test_a_body_that_is_not_a_json_object_is_refused_in_one_sentence(body: bytes, sentence: str) -> None:
    with pytest.raises(web.BadBodyError) as bad:
        web.Request("POST", body=body).json_object()
    assert str(bad.value) == sentence


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"\xef\xbb\xbf{}", {}),
        ('{"name": "Jürgen 😀"}'.encode(), {"name": "Jürgen 😀"}),
        (rb'{"name": "\ud83d\ude00"}', {"name": "😀"}),
        (rb'{"text": "cut \ud83d"}', {"text": "cut \ufffd"}),
        (rb'{"text": "\uDE00 cut"}', {"text": "\ufffd cut"}),
        (b"[1, 2.5, true]", [1, 2.5, True]),
    ],
)
def test_json_texts_can_always_be_stored(body: bytes, value: Any) -> None:
    read = web.Request("POST", body=body).json()
    assert read == value
    json.dumps(read, ensure_ascii=False).encode()


def test_json_of_a_megabyte_is_read() -> None:
    body = json.dumps({"text": "x" * 1_000_000}).encode()
    assert len(web.Request("POST", body=body).json_object()["text"]) == 1_000_000


def test_json_nested_deeper_than_python_can_go_is_refused_where_the_platform_parsed_it() -> None:
    deep: list[Any] = []
    for _ in range(50_000):
        deep = [deep]
    request = web.read({"__ow_method": "post", "__ow_body": deep}, {}).request
    with pytest.raises(web.BadBodyError):
        request.json()


def test_repeated_blank_and_foreign_form_fields_are_kept() -> None:
    form = web.Request("POST", headers=FORM, body=b"a=1&a=2&b=&name=J%C3%BCrgen+M&c=%FF").form
    assert form.getlist("a") == ["1", "2"]
    assert (form["a"], form["b"], form["name"], form["c"]) == ("2", "", "Jürgen M", "\ufffd")
    assert form.get("absent") is None
    assert form.getlist("absent") == []
    assert list(form) == ["a", "b", "name", "c"]


def test_a_query_keeps_repeated_and_blank_fields() -> None:
    query = web.Request("GET", query="h=1&h=2&a").query_params
    assert query.getlist("h") == ["1", "2"]
    assert query["a"] == ""


def test_a_body_of_another_content_type_has_no_form_fields() -> None:
    request = web.Request("POST", headers={"content-type": "application/json"}, body=b"Digits=1")
    assert dict(request.form) == {}


def test_a_form_with_too_many_fields_is_refused() -> None:
    body = b"&".join(b"a=1" for _ in range(MOST_FIELDS + 1))
    with pytest.raises(web.BadBodyError, match="more than 1000 fields"):
        _ = web.Request("POST", headers=FORM, body=body).form
    assert dict(web.Request("GET", query=body.decode()).query_params) == {}


def test_a_form_not_in_utf8_is_refused() -> None:
    with pytest.raises(web.BadBodyError, match="UTF-8"):
        _ = web.Request("POST", headers=FORM, body=b"name=\xff").form


def test_a_form_shows_no_values_where_it_is_printed() -> None:
    assert "secret" not in repr(web.Request("POST", headers=FORM, body=b"token=secret").form)
