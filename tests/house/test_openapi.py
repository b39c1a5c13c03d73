"""`openapi.json` and the code name the same commands, parameters, lengths, reasons, states and fields, and no others.

The code's side is read from where each is declared: the commands in `webhook`, the reasons in the texts, the states and
fields in the types of a reply, which mypy holds every reply to. What a command reads is seen while it runs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import pytest
import schemathesis

from handover.actions.commands import COMMANDS as CARRIED_OUT
from handover.core import reply
from handover.core.call import call_request
from handover.core.call.parameters import ParameterError, text_parameter
from handover.core.call.rating import BEST, WORST, read_rating
from handover.core.call.state import State
from handover.core.i18n import available, read_texts
from handover.core.reply_fields import ReplyFields, Status
from tests.handover.deployment import Deployment
from tests.handover.rig import SECRET, Rig, rig_in_memory
from tests.handover.twilio_in_place import TwilioInPlace
from tests.webhook_description import COMMANDS, DOCUMENT, FIELDS, FILE, OPERATION, PARAMETERS, SCHEMAS, users_of

#: Watson's custom extensions (its page "Build a custom extension").
_MOST_BYTES = 4 * 1024 * 1024
_UNSUPPORTED = ("oneOf", "anyOf", "allOf", "not", "discriminator", "nullable", "callbacks", "links")
_CONTENT = "application/json"
TEXTS = Path(__file__).parents[2] / "functions" / "handover" / "texts"
#: A parameter that is read before the command is: every command has it.
_OF_ALL = {"action", "web"}
_TEXTS = {name for name, schema in PARAMETERS.items() if schema["type"] == "string" and "maxLength" in schema}


class Watched(dict[str, Any]):
    """Parameters that remember which of them were asked for."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with TwilioInPlace() as twilio:
        yield rig_in_memory(twilio)


def parts(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Returns every value of the document with its path."""
    yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield from parts(part, f"{path}/{name}")


class TestWithinWhatWatsonTakes:
    @pytest.mark.slow
    def test_it_is_an_openapi_document(self) -> None:
        schemathesis.openapi.from_dict(dict(DOCUMENT)).validate()
        assert DOCUMENT["openapi"] == "3.0.3"
        for schema in SCHEMAS.values():
            jsonschema_rs.meta.validate(schema)

    def test_it_is_small_enough(self) -> None:
        assert FILE.stat().st_size < _MOST_BYTES

    def test_nothing_is_used_that_watson_does_not_support(self) -> None:
        keys = {path.rpartition("/")[2] for path, _ in parts({**DOCUMENT, "paths": {}})}
        assert not keys & set(_UNSUPPORTED)
        references = [value for path, value in parts(DOCUMENT) if path.endswith("/$ref")]
        assert all(reference.startswith("#/components/") for reference in references)

    def test_there_is_one_server_with_an_absolute_address(self) -> None:
        (server,) = DOCUMENT["servers"]
        assert server["url"].startswith("https://")
        assert set(re.findall(r"{(\w+)}", server["url"])) == set(server["variables"])
        assert all(variable["default"] for variable in server["variables"].values())

    def test_requests_and_replies_are_json_objects(self) -> None:
        assert list(OPERATION["requestBody"]["content"]) == [_CONTENT]
        assert all(list(answer["content"]) == [_CONTENT] for answer in OPERATION["responses"].values())
        assert all(schema["type"] == "object" for schema in SCHEMAS.values())

    def test_there_is_one_operation_with_a_short_summary(self) -> None:
        assert [list(path) for path in DOCUMENT["paths"].values()] == [["post"]]
        assert 0 < len(OPERATION["summary"]) <= 80

    def test_the_ways_to_send_the_secret_are_basic_bearer_and_a_header(self) -> None:
        schemes = DOCUMENT["components"]["securitySchemes"]
        assert [(each["type"], each.get("scheme")) for each in schemes.values()] == [
            ("http", "basic"),
            ("http", "bearer"),
            ("apiKey", None),
        ]
        assert DOCUMENT["security"] == [{name: []} for name in schemes]

    def test_everything_is_described(self) -> None:
        described = [
            (path, value)
            for path, value in parts({"schemas": SCHEMAS, "operation": OPERATION})
            if isinstance(value, dict) and ("type" in value or path.rpartition("/")[0].endswith("/responses"))
            if not path.endswith(("/additionalProperties", "/items")) and "/examples/" not in path
        ]
        assert [path for path, value in described if not value.get("description", "").endswith((".", ")"))] == []


class TestCommands:
    def test_the_commands_are_those_of_the_code(self) -> None:
        assert set(COMMANDS) == set(CARRIED_OUT)

    def test_every_command_has_an_example(self) -> None:
        examples = OPERATION["requestBody"]["content"][_CONTENT]["examples"]
        assert {name: example["value"]["action"] for name, example in examples.items()} == {
            name: name for name in COMMANDS
        }
        for example in examples.values():
            jsonschema_rs.validate(SCHEMAS["Command"], example["value"])

    @pytest.mark.parametrize("command", COMMANDS)
    def test_a_command_reads_the_parameters_that_are_described(self, command: str, rig: Rig) -> None:
        example = OPERATION["requestBody"]["content"][_CONTENT]["examples"][command]["value"]
        parameters = Watched(example)
        CARRIED_OUT[command](rig.ctx(), parameters)
        described = {name for name in set(PARAMETERS) - _OF_ALL if command in users_of(name)}
        assert parameters.asked - _OF_ALL == described
        assert set(example) <= described | _OF_ALL

    def test_only_commands_use_parameters(self) -> None:
        assert {user for name in set(PARAMETERS) - _OF_ALL for user in users_of(name)} <= set(COMMANDS)

    @pytest.mark.parametrize(
        ("command", "required"),
        [(user, name) for name in PARAMETERS if name not in _OF_ALL for user, must in users_of(name).items() if must],
    )
    def test_without_a_required_parameter_the_command_is_refused(self, command: str, required: str, rig: Rig) -> None:
        example = OPERATION["requestBody"]["content"][_CONTENT]["examples"][command]["value"]
        sent = {name: value for name, value in example.items() if name != required}
        answer = Deployment(rig).ask(**sent)
        missing = {"session_id": {"missing_session"}, "phone_number": {"missing_number"}}
        assert answer["ok"] is False
        assert answer["reason"] in missing.get(required, {"bad_parameter", "no_handover"})


class TestParameters:
    def test_the_texts_of_a_call_request_are_described(self) -> None:
        assert {name for name in call_request._TEXTS if "start_call" in users_of(name)} == {
            name for name in _TEXTS if "start_call" in users_of(name)
        }

    @pytest.mark.parametrize("name", sorted(_TEXTS - {"phone_number"}))
    def test_a_text_is_cut_at_the_described_length(self, name: str) -> None:
        assert len(text_parameter({name: "a" * 9000}, name)) == PARAMETERS[name]["maxLength"]

    def test_a_longer_sentence_than_described_is_not_read_as_a_number(self, rig: Rig) -> None:
        most = PARAMETERS["phone_number"]["maxLength"]
        number = "+49 30 12345678"
        sent = [f"{'a' * (most - more - len(number))} {number}" for more in (1, 0)]
        read, refused = [Deployment(rig).ask(action="check_number", phone_number=text) for text in sent]
        assert (read["ok"], refused.get("reason")) == (True, "invalid_number")

    @pytest.mark.parametrize("said", PARAMETERS["rating"]["enum"])
    def test_every_described_rating_is_read(self, said: str) -> None:
        assert WORST <= read_rating({"rating": said}).rating <= BEST

    def test_the_parts_of_objects_are_those_of_the_code(self) -> None:
        consent = PARAMETERS["consent"]["properties"]
        assert {name: part["maxLength"] for name, part in consent.items()} == call_request._MAX_CONSENT
        details = PARAMETERS["details"]
        assert details["maxProperties"] == PARAMETERS["details_labels"]["maxProperties"] == call_request._MAX_DETAILS
        assert details["additionalProperties"]["maxLength"] == call_request._MAX_DETAIL
        assert PARAMETERS["transcript"]["maxItems"] == call_request._MAX_LINES

    @pytest.mark.parametrize("name", [name for name in PARAMETERS if PARAMETERS[name]["type"] == "object"])
    def test_an_object_of_the_wrong_type_is_refused_by_name(self, name: str) -> None:
        with pytest.raises(ParameterError) as caught:
            call_request.read_call_request({"session_id": "s", name: [1]})
        assert caught.value.name == name


class TestReplies:
    def test_the_fields_are_those_of_the_code(self) -> None:
        always = {"ok", "status", "message", "handover_id", "reason"}
        assert set(FIELDS) == always | set(ReplyFields.__annotations__)
        assert set(reply.Reply(True, "ok", "m", "r", "h").as_body()) == always
        assert set(SCHEMAS["Reply"]["required"]) == set(reply.Reply(True, "ok", "m").as_body())

    def test_the_states_are_those_of_the_code(self) -> None:
        state, others = get_args(Status)
        assert state is State
        assert set(FIELDS["status"]["enum"]) == {*State, *get_args(others)}

    @pytest.mark.parametrize("language", available())
    def test_the_reasons_are_those_of_the_texts(self, language: str) -> None:
        texts = read_texts(TEXTS / f"{language}.toml")
        assert set(FIELDS["reason"]["enum"]) == set(texts["reason"])

    def test_the_problems_are_those_of_the_code(self, rig: Rig) -> None:
        on = Deployment(rig)
        unset = Deployment(rig, {"WEBHOOK_SECRET": ""})
        known = {"authorization": f"Bearer {SECRET}"}
        page = on.ask(action="call_status", session_id="session-1", web=True)["web_token"]
        origin = {"origin": "https://www.example.com"}
        button = Deployment(rig_in_memory(rig.twilio))
        button.rig.desk(web={"origins": ["https://www.example.com"], "button": True})
        answers = [
            on.send("webhook", "POST", headers=known, body=b"[]"),
            on.send("webhook", "POST", body=b"{}"),
            on.send("webhook", "POST", headers={"authorization": f"Bearer {page}"}, body=b"{}"),
            on.send("webhook", "POST", headers=origin, body=b'{"action": "form"}'),
            button.send("webhook", "POST", headers={"origin": "https://else.example.com"}, body=b'{"action": "form"}'),
            button.send("webhook", "POST", headers=origin, body=b'{"action": "start_call", "form": {}}'),
            on.send("webhook", "GET", headers=known),
            unset.send("webhook", "POST", headers=known, body=b"{}"),
        ]
        reasons = [json.loads(answer.body)["reason"] for answer in answers]
        statuses = list(dict.fromkeys(str(answer.status) for answer in answers))
        assert statuses == [name for name in OPERATION["responses"] if name != "200"]
        assert reasons == SCHEMAS["Problem"]["properties"]["reason"]["enum"]
