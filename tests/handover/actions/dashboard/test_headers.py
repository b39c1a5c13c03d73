"""Any `Accept-Language` header is understood, and a page's policy allows its own styles and scripts only."""

from __future__ import annotations

import pytest

from handover.actions.dashboard.headers import languages, page
from handover.web import Request


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("de", ["de"]),
        ("en-US,en;q=0.9,de;q=0.8", ["en-US", "en", "de"]),
        ("fr;q=0.1, de-AT;q=0.9", ["de-AT", "fr"]),
        ("de;q=0, en", ["en"]),
        ("", []),
        (",;q=,x;q=nothing", []),
        ("*", ["*"]),
    ],
)
def test_the_preferred_language_is_first(said: str, understood: list[str]) -> None:
    assert languages(Request("GET", headers={"accept-language": said})) == understood


def test_an_endless_list_of_languages_is_cut() -> None:
    assert len(languages(Request("GET", headers={"accept-language": ",".join(["de"] * 5000)}))) == 20


def test_styles_and_scripts_need_this_responses_nonce() -> None:
    policy = page("abc")["Content-Security-Policy"]
    assert "script-src 'nonce-abc'" in policy
    assert "style-src 'nonce-abc'" in policy
    assert "'self'" not in policy.partition("script-src")[2].partition(";")[0]
