"""`webhook` and its description on the demo's server: what a developer tries before anything is deployed."""

from __future__ import annotations

import requests

from sandbox.demo.demo import Demo
from tests.webhook_description import DOCUMENT, PATH, faults_of


def test_the_description_names_the_demos_own_address(address: str) -> None:
    served = requests.get(f"{address}/openapi.json", timeout=60).json()
    (server,) = served.pop("servers")
    assert server["url"] == address
    assert served == {name: value for name, value in DOCUMENT.items() if name != "servers"}
    assert list(served["paths"]) == [PATH]


def test_the_webhook_answers_at_the_described_address(address: str, demo: Demo) -> None:
    secret = demo.world.settings["WEBHOOK_SECRET"]
    answer = requests.post(f"{address}{PATH}", json={"action": "time"}, auth=("x", secret), timeout=60)
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert faults_of(200, answer.json()) == []


def test_without_the_secret_the_webhook_answers_nobody(address: str) -> None:
    answer = requests.post(f"{address}{PATH}", json={"action": "time"}, timeout=60)
    assert answer.status_code == 401
    assert requests.get(f"{address}{PATH}", timeout=60).status_code == 405
