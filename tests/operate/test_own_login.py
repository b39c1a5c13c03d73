"""The token of the operator's login: what `ibmcloud` prints, and how long it is valid."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import jwt
import pytest

from handover.services.storage.iam import TokenError
from operate.deploy.tools import Answer, Tools
from operate.own_login import token_of_login


class Prints(Tools):
    """A tool that prints one answer to every command."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(progress=lambda _: None)
        self._answer = answer

    def has(self, name: str) -> bool:
        return True

    def run(self, line: Sequence[str], environment: Mapping[str, str] | None = None, cwd: Path | None = None) -> Answer:
        return self._answer


def test_a_token_is_valid_until_its_own_end() -> None:
    token = jwt.encode({"exp": int(time.time()) + 1200}, "k" * 32)
    found = token_of_login(Prints(Answer(0, f'{{"iam_token": "Bearer {token}"}}', "")))()
    assert found["access_token"] == token
    assert 1000 < found["expires_in"] <= 1200


@pytest.mark.parametrize("token", ["opaque", "a.b.c", "a.eyJ4IjoxfQ.c", "a.W10.c"])
def test_a_token_that_does_not_tell_its_end_is_asked_for_again_soon(token: str) -> None:
    found = token_of_login(Prints(Answer(0, f'{{"iam_token": "Bearer {token}"}}', "")))()
    assert found == {"access_token": token, "expires_in": 600.0}


@pytest.mark.parametrize(
    "answer",
    [
        Answer(1, "", "FAILED\nNot logged in."),
        Answer(0, "", ""),
        Answer(0, "[]", ""),
        Answer(0, '{"iam_token": ""}', ""),
        Answer(0, "IAM token:  Bearer secret-of-the-operator", ""),
    ],
)
def test_no_token_is_one_sentence_with_the_remedy(answer: Answer) -> None:
    with pytest.raises(TokenError, match="ibmcloud login") as caught:
        token_of_login(Prints(answer))()
    assert "secret-of-the-operator" not in str(caught.value)
