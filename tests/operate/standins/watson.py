"""A stand-in for Watson Assistant and its login, with the real paths. `plan`: `lite` (API v1 only) or `plus` (v1 and v2)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

from sandbox.net import HttpRequest, HttpResponse
from tests.operate.standins.http import as_json

INSTANCE = "/instances/1"
GRANT = "urn:ibm:params:oauth:grant-type:apikey"
TOKEN = jwt.encode({"iat": 0, "exp": 4102444800}, "the login's own secret, of no matter", algorithm="HS256")


@dataclass
class Watson:
    """`skills` by id: the documents as they were sent. `trains` is for how many look-ups a skill is in training.
    `drops_webhooks`: the server takes a skill, but not its webhook."""

    key: str
    plan: str = "lite"
    trains: int = 1
    drops_webhooks: bool = False
    skills: dict[str, dict[str, Any]] = field(default_factory=dict)
    assistants: list[dict[str, str]] = field(default_factory=list)
    other: list[dict[str, Any]] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    _training: int = 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = urlsplit(request.url)
        if asked.path == "/identity/token":
            return self._token(parse_qs(request.body.decode()))
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return as_json({"error": "Unauthorized", "code": 401}, 401)
        if "version" not in parse_qs(asked.query):
            return as_json({"error": "version is missing", "code": 400}, 400)
        path = asked.path.removeprefix(INSTANCE)
        body = json.loads(request.body) if request.body else {}
        if request.method == "POST":
            self.writes.append(path)
        if path.startswith("/v2/"):
            return (
                self._v2(request.method, path, body)
                if self.plan == "plus"
                else _refused(403, "Plan does not include v2")
            )
        return self._v1(request.method, path, body, parse_qs(asked.query))

    def _token(self, form: dict[str, list[str]]) -> HttpResponse:
        if form.get("grant_type") != [GRANT] or form.get("apikey") != [self.key]:
            return as_json({"errorCode": "BXNIM0415E", "errorMessage": "Provided API key could not be found."}, 400)
        return as_json({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600, "expiration": 4102444800})

    def _v1(self, method: str, path: str, body: dict[str, Any], query: dict[str, list[str]]) -> HttpResponse:
        skill_id = path.removeprefix("/v1/workspaces").strip("/")
        if method == "GET" and not skill_id:
            return as_json({"workspaces": [{"workspace_id": i, "name": s.get("name")} for i, s in self.skills.items()]})
        if method == "POST" and not skill_id:
            return as_json({"workspace_id": self._store(f"ws-{len(self.skills) + 1}", body)}, 201)
        if skill_id not in self.skills:
            return _refused(404, "Resource not found")
        if method == "POST":
            if query.get("append") == ["true"]:
                return _refused(400, "append would double the dialog")
            self._store(skill_id, {**self.skills[skill_id], **body})
        assert method == "POST" or query.get("export") == ["true"]
        return as_json({**self.skills[skill_id], "workspace_id": skill_id, "status": self._status()})

    def _v2(self, method: str, path: str, body: dict[str, Any]) -> HttpResponse:
        parts = path.split("/")[3:]
        match (method, parts):
            case ("GET", []):
                return as_json({"assistants": self.assistants})
            case ("POST", []):
                self.assistants.append({"assistant_id": "as-1", "name": body["name"], "language": body["language"]})
                return as_json({"assistant_id": "as-1"}, 201)
        if parts[0] not in [assistant["assistant_id"] for assistant in self.assistants]:
            return _refused(404, "Resource not found")
        match (method, parts[1:]):
            case ("GET", ["skills_export"]):
                dialogs = [{**skill, "skill_id": i} for i, skill in self.skills.items()]
                return as_json(
                    {"assistant_skills": [*self.other, *dialogs], "assistant_state": {"action_disabled": False}}
                )
            case ("POST", ["skills_import"]):
                return self._import(body)
            case ("GET", ["skills_import", "status"]):
                return as_json(
                    {"assistant_id": parts[0], "status": "Completed" if self._status() == "Available" else "Processing"}
                )
            case ("GET", ["skills", skill_id]) if skill_id in self.skills:
                return as_json({**self.skills[skill_id], "skill_id": skill_id, "status": self._status()})
            case ("POST", ["skills", skill_id]) if skill_id in self.skills:
                self._store(skill_id, {**self.skills[skill_id], **body})
                return as_json({"skill_id": skill_id}, 202)
        return _refused(404, "Resource not found")

    def _import(self, body: dict[str, Any]) -> HttpResponse:
        if set(body["assistant_state"]) != {"action_disabled", "dialog_disabled"}:
            return _refused(400, "assistant_state is incomplete")
        self.other = [skill for skill in body["assistant_skills"] if skill["type"] != "dialog"]
        for skill in body["assistant_skills"]:
            if not {"language", "type"} <= set(skill):
                return _refused(400, "SkillImport needs language and type")
            if skill["type"] == "dialog":
                self._store(skill.get("skill_id", "sk-1"), skill)
        return as_json({"assistant_id": "as-1", "status": "Processing"}, 202)

    def _store(self, skill_id: str, skill: dict[str, Any]) -> str:
        place = skill.get("workspace", skill)
        if self.drops_webhooks:
            place.pop("webhooks", None)
        self.skills[skill_id] = skill
        self._training = self.trains
        return skill_id

    def _status(self) -> str:
        self._training -= 1
        return "Training" if self._training >= 0 else "Available"


def _refused(status: int, words: str) -> HttpResponse:
    return as_json({"error": words, "code": status}, status)
