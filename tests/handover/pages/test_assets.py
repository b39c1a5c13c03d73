"""Files are found by their plain names, at addresses that change with their content."""

from __future__ import annotations

import re

import pytest

from handover.pages import assets


@pytest.mark.parametrize(
    ("name", "content_type", "binary"),
    [
        ("desk.css", "text/css; charset=utf-8", False),
        ("desk.js", "text/javascript; charset=utf-8", False),
        ("plex-sans-regular.woff2", "font/woff2", True),
    ],
)
def test_a_file_is_sent_as_what_it_is(name: str, content_type: str, binary: bool) -> None:
    found = assets.find(name)
    assert found is not None
    assert (found.content_type, found.binary) == (content_type, binary)
    assert found.body


@pytest.mark.parametrize(
    "name", ["", ".", "..", "nothing.css", "../assets.py", "licenses", "licenses/carbon.txt", "DESK.CSS", "desk.css\0"]
)
def test_another_file_is_not_found(name: str) -> None:
    assert assets.find(name) is None
    with pytest.raises(KeyError):
        assets.address(name)


def test_an_address_is_relative_and_differs_for_different_content() -> None:
    addresses = {assets.address(name) for name in ("desk.css", "desk.js")}
    hashes = [re.findall(r"^\?asset=desk\.(?:css|js)&v=([0-9a-f]{12})$", each) for each in addresses]
    assert all(len(found) == 1 for found in hashes)
    assert hashes[0] != hashes[1]


def test_styles_fetch_their_fonts_by_the_address_that_pages_preload() -> None:
    styles = assets.find("desk.css")
    assert styles is not None
    fetched = re.findall(r'url\("([^"]*)"\)', styles.body.decode())
    assert assets.address("plex-sans-regular.woff2") in fetched
    assert all(re.fullmatch(r"\?asset=[\w-]+\.woff2&v=[0-9a-f]{12}", each) for each in fetched)


def test_comments_are_not_sent_but_licences_are() -> None:
    sent = {name: found.body for name in ("desk.css", "live.js", "charts-css.min.css") if (found := assets.find(name))}
    assert b"Carbon" not in sent["desk.css"]
    assert not re.search(rb"^ *//", sent["live.js"], re.MULTILINE)
    assert sent["live.js"].startswith(b"\nconst USUAL")
    assert sent["charts-css.min.css"].startswith(b"/*! Charts.css")
