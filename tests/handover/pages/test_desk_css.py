"""Colours have enough contrast in both schemes; styles are small and use only tokens that exist."""

from __future__ import annotations

import re

import pytest

from handover.pages import assets


def styles(name: str) -> str:
    found = assets.find(name)
    assert found
    return found.body.decode()


STYLES = styles("desk.css")
_DAY, _NIGHT = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", STYLES.partition(start)[2].partition("}")[0]))
    for start in ("\n:root {", "  :root {")
)
SCHEMES = {"day": _DAY, "night": {**_DAY, **_NIGHT}}

#: Text and what it stands on: 4.5 : 1 (WCAG 1.4.3).
TEXTS = [
    *[
        (text, ground)
        for text in ("text-primary", "text-secondary")
        for ground in ("background", "layer-01", "layer-02")
    ],
    *[("text-primary", ground) for ground in ("layer-hover", "layer-accent")],
    *[("text-helper", ground) for ground in ("background", "layer-01", "layer-02")],
    *[(text, ground) for text in ("link", "text-error") for ground in ("background", "layer-01")],
    *[("text-on-color", f"button-{kind}") for kind in ("primary", "primary-hover", "secondary", "secondary-hover")],
    *[("text-on-color", f"button-{kind}") for kind in ("danger", "danger-hover")],
    ("button-tertiary-text", "button-tertiary-hover"),
    *[
        (f"tag-{colour}-text", f"tag-{colour}")
        for colour in ("red", "green", "blue", "purple", "teal", "magenta", "gray")
    ],
    *[("text-primary", f"notice-{kind}") for kind in ("error", "success", "warning", "info")],
]
#: What shows that there is a control, or that it has the focus: 3 : 1 (WCAG 1.4.11, 2.4.13).
SHAPES = [
    *[("focus", ground) for ground in ("background", "layer-01", "layer-02")],
    ("border-strong", "background"),
    ("button-tertiary", "background"),
    ("interactive", "background"),
]


def luminance(colour: str) -> float:
    """Returns WCAG 2's relative luminance of `#rrggbb`."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_has_enough_contrast(scheme: str) -> None:
    colours = SCHEMES[scheme]
    ratios = {(text, ground): contrast(colours[text], colours[ground]) for text, ground in TEXTS}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_shapes_have_enough_contrast(scheme: str) -> None:
    colours = SCHEMES[scheme]
    ratios = {(shape, ground): contrast(colours[shape], colours[ground]) for shape, ground in SHAPES}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 3} == {}


def test_every_token_that_is_used_is_there_and_every_one_that_is_there_is_used() -> None:
    every = STYLES + styles("charts.css")
    used, made = set(re.findall(r"var\(--([\w-]+)", every)), set(re.findall(r"--([\w-]+):", STYLES))
    assert made - used == set()
    assert used - set(re.findall(r"--([\w-]+):", every)) == set()


def test_the_styles_are_small() -> None:
    assert len(STYLES) < 25_000
