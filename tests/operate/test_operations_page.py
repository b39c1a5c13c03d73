"""docs/operations.md names every option, setting and step."""

from __future__ import annotations

import pytest

from handover import settings
from handover.core.desk.config import Retention
from operate import actions
from operate.bundle.build import ROOT
from operate.deploy.expiry import kept_days
from operate.deploy.job import RUNTIMES
from operate.deploy.masking import is_secret

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SECRETS = [name for name in settings.RULES if is_secret(name)]


@pytest.mark.parametrize("name", SECRETS)
def test_how_to_rotate_every_secret_is_reported(name: str) -> None:
    section = PAGE.split("## Rotating secrets")[1].split("\n## ")[0]
    assert f"`{name}`" in section


def test_an_action_of_its_own_domain_is_reported_for_every_action() -> None:
    section = PAGE.split("## A domain of your own")[1].split("\n## ")[0]
    assert [action for action in actions.on_the_web() if f"`{action}`" not in section] == []


def test_how_long_data_stays_is_reported_as_it_is_set() -> None:
    section = PAGE.split("## Data and how long it stays")[1].split("\n## ")[0]
    assert [days for days in sorted(set(kept_days(Retention()).values()) - {1}) if f"{days} days" not in section] == []


def test_the_ends_of_the_runtimes_that_are_used_are_reported() -> None:
    section = PAGE.split("## Runtimes and their ends")[1].split("\n## ")[0]
    assert f"`python-{RUNTIMES['code-engine']}`" in section
    assert f"`python:{RUNTIMES['openwhisk']}`" in section
