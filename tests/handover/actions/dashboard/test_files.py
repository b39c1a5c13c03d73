"""The files of the pages: anybody may have them, and they may be kept for ever because their names change with them."""

from __future__ import annotations

from handover.pages import assets
from tests.handover.deployment import Deployment


def test_a_style_is_sent_as_text_and_a_font_byte_for_byte(deployment: Deployment) -> None:
    font = next(name for name in ("plex-sans.woff2", "plex-sans-more.woff2") if assets.find(name))
    for name in ("desk.css", font):
        response, found = deployment.send("dashboard", "GET", f"asset={name}"), assets.find(name)
        assert found
        assert (response.status, response.headers["content-type"]) == (200, found.content_type)
        assert response.body == found.body


def test_a_file_that_is_not_there_is_404(deployment: Deployment) -> None:
    assert deployment.send("dashboard", "GET", "asset=../settings.py").status == 404


def test_head_has_no_body(deployment: Deployment) -> None:
    response = deployment.send("dashboard", "HEAD", "asset=desk.css")
    assert (response.status, response.body) == (200, b"")
