"""The meaning of each of Twilio's responses: which requests are repeated, and which never."""

from __future__ import annotations

import base64
import ssl
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from handover.services.telephony import NotPlacedError, Telephone, TelephoneError, UnconfirmedError
from tests.handover.rig import CUSTOMER, MONDAY, OTHER, OUR_NUMBER, SID, TOKEN, HandClock
from tests.handover.services.telephony.client import telephone
from tests.handover.stub import Reply, Stub, StubRequest, as_json, refusing_url
from tests.handover.twilio_stub import (
    CUT_AFTER,
    CUT_BEFORE,
    DRIPS,
    NO_SID,
    NOT_JSON,
    Mishap,
    TwilioStub,
    late,
    refuses,
)


def place(phone: Telephone) -> str:
    return phone.place_call(
        to=CUSTOMER,
        greet="https://h.test/twiml?step=greet",
        fallback="https://h.test/twiml?step=sorry",
        status="https://h.test/status?kind=customer#rc=2",
        ring=40,
        time_limit=3600,
    )


class Hurry(HandClock):
    """A clock on which all but a moment passes between the second and the third reading: the request under way is slow."""

    stepped = False

    def __init__(self, left: float = 0.25, seconds: float = 6.0) -> None:
        super().__init__()
        self._readings = iter([0.0, 0.0])
        self._late = seconds - left

    def monotonic(self) -> float:
        return next(self._readings, self._late)


class TestPlacing:
    def test_the_form_is_what_twilio_documents(self, twilio: TwilioStub) -> None:
        sid = place(telephone(twilio.url))
        assert sid in twilio.calls
        assert twilio.created[0] == {
            "To": [CUSTOMER],
            "From": [OUR_NUMBER],
            "Url": ["https://h.test/twiml?step=greet"],
            "Method": ["POST"],
            "FallbackUrl": ["https://h.test/twiml?step=sorry"],
            "FallbackMethod": ["POST"],
            "StatusCallback": ["https://h.test/status?kind=customer#rc=2"],
            "StatusCallbackMethod": ["POST"],
            "StatusCallbackEvent": ["ringing", "answered", "completed"],
            "Timeout": ["40"],
            "TimeLimit": ["3600"],
        }

    def test_it_goes_to_the_accounts_calls_with_its_credentials(self, twilio: TwilioStub) -> None:
        place(telephone(twilio.url))
        request = twilio.requests[0]
        assert request.path == f"/2010-04-01/Accounts/{SID}/Calls.json"
        scheme, _, credentials = request.headers["Authorization"].partition(" ")
        assert (scheme, base64.b64decode(credentials).decode()) == ("Basic", f"{SID}:{TOKEN}")

    def test_an_edge_or_region_in_the_environment_does_not_move_it(
        self, twilio: TwilioStub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TWILIO_EDGE", "sydney")
        monkeypatch.setenv("TWILIO_REGION", "au1")
        place(telephone(twilio.url.replace("127.0.0.1", "localhost")))
        assert len(twilio.created) == 1

    def test_each_call_is_placed_over_a_connection_of_its_own(self) -> None:
        with Stub(lambda _: as_json({"sid": "CA1"}, 201)) as stub:
            phone = telephone(stub.url)
            place(phone)
            place(phone)
            assert len({request.port for request in stub.requests}) == 2
            phone.fetch_call("CA1")
            phone.fetch_call("CA1")
            assert len({request.port for request in stub.requests}) == 3, "lookups share one"

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            (21211, "invalid_number"),
            (21217, "invalid_number"),
            (21202, "number_type_not_allowed"),
            (21203, "country_not_allowed"),
            (21215, "country_not_allowed"),
            (21216, "country_not_allowed"),
            (21210, "telephone_unavailable"),
            (21219, "telephone_unavailable"),
            (21212, "telephone_unavailable"),
            (21214, "telephone_unavailable"),
            (20008, "telephone_unavailable"),
            (99999, "telephone_unavailable"),
        ],
    )
    def test_twilios_refusals_become_reasons_of_the_contract(self, twilio: TwilioStub, code: int, reason: str) -> None:
        twilio.mishaps.append(refuses(400, code))
        with pytest.raises(NotPlacedError) as refused:
            place(telephone(twilio.url))
        assert refused.value.reason == reason
        assert f"code {code}" in str(refused.value)
        assert len(twilio.requests) == 1

    @pytest.mark.parametrize(
        ("status", "code", "remedy"),
        [
            (401, 20003, "check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"),
            (400, 21219, "trial account"),
            (400, 21215, "Voice Geographic Permissions"),
            (400, 77777, "https://www.twilio.com/docs/errors/77777"),
        ],
    )
    def test_the_error_has_code_and_remedy_and_no_number(
        self, twilio: TwilioStub, status: int, code: int, remedy: str
    ) -> None:
        twilio.mishaps.append(refuses(status, code))
        with pytest.raises(NotPlacedError) as refused:
            place(telephone(twilio.url))
        assert remedy in str(refused.value)
        assert CUSTOMER[-6:] not in str(refused.value)
        assert TOKEN not in str(refused.value)

    def test_a_refusal_without_twilios_body_is_one_too(self, twilio: TwilioStub) -> None:
        twilio.mishaps.append(Mishap(Reply(404, b"<html>not here</html>", {"Content-Type": "text/html"})))
        with pytest.raises(NotPlacedError) as refused:
            place(telephone(twilio.url))
        assert refused.value.reason == "telephone_unavailable"


class TestTryingAgain:
    @pytest.mark.parametrize("mishap", [refuses(429, 20429), refuses(503, 20503)])
    @pytest.mark.parametrize("times", [1, 2])
    def test_what_twilio_surely_did_not_take_is_tried_again(
        self, twilio: TwilioStub, mishap: Mishap, times: int
    ) -> None:
        twilio.mishaps.extend([mishap] * times)
        clock = HandClock()
        assert place(telephone(twilio.url, clock)) in twilio.calls
        assert len(twilio.created) == 1
        assert clock.now() - MONDAY == timedelta(seconds=0.3 if times == 1 else 1.1)

    def test_after_three_tries_the_call_is_not_placed(self, twilio: TwilioStub) -> None:
        twilio.mishaps.extend([refuses(503, 20503)] * 5)
        with pytest.raises(NotPlacedError, match="status 503") as refused:
            place(telephone(twilio.url))
        assert refused.value.reason == "telephone_unavailable"
        assert len(twilio.requests) == 3

    @pytest.mark.parametrize(("seconds", "tries"), [(2.6, 1), (3.1, 2), (6.0, 3)])
    def test_no_call_is_placed_with_less_than_two_and_a_half_seconds_left(
        self, twilio: TwilioStub, seconds: float, tries: int
    ) -> None:
        twilio.mishaps.extend([refuses(503, 20503)] * 5)
        with pytest.raises(NotPlacedError):
            place(telephone(twilio.url, seconds=seconds))
        assert len(twilio.requests) == tries

    def test_what_was_never_sent_is_tried_again_and_then_surely_not_placed(self) -> None:
        clock = HandClock()
        with pytest.raises(NotPlacedError, match="nothing was sent"):
            place(telephone(refusing_url(), clock))
        assert clock.now() - MONDAY == timedelta(seconds=1.1)

    @pytest.mark.parametrize(
        "mishap",
        [
            refuses(500, 20500),
            Mishap(Reply(502, b"bad gateway")),
            Mishap(Reply(504, b"gateway time-out")),
            CUT_BEFORE,
            CUT_AFTER,
            NO_SID,
            NOT_JSON,
        ],
        ids=["500", "502", "504", "cut before", "cut after", "no sid", "not json"],
    )
    def test_what_may_have_been_placed_is_never_tried_again(self, twilio: TwilioStub, mishap: Mishap) -> None:
        twilio.mishaps.append(mishap)
        with pytest.raises(UnconfirmedError):
            place(telephone(twilio.url))
        assert len(twilio.requests) == 1

    @pytest.mark.parametrize("mishap", [late(5, placed=True), late(5, placed=False), DRIPS])
    def test_a_slow_answer_is_waited_for_until_the_deadline_and_not_tried_again(
        self, twilio: TwilioStub, mishap: Mishap
    ) -> None:
        twilio.mishaps.append(mishap)
        began = datetime.now(UTC)
        with pytest.raises(UnconfirmedError, match="in time"):
            place(telephone(twilio.url, Hurry()))
        assert datetime.now(UTC) - began < timedelta(seconds=4)
        assert len(twilio.requests) == 1

    @pytest.mark.parametrize("seconds", [0.0, 1.0, 2.4])
    def test_with_too_little_time_nothing_is_sent(self, twilio: TwilioStub, seconds: float) -> None:
        with pytest.raises(NotPlacedError, match="too little time"):
            place(telephone(twilio.url, seconds=seconds))
        assert twilio.requests == []


class TestOverTls:
    """`requests` has one class for a failed handshake and for a connection that broke later."""

    def test_with_an_untrusted_certificate_nothing_was_sent(self, certificate: Path) -> None:
        with _tls_stub(certificate, Reply()) as stub:
            with pytest.raises(NotPlacedError, match="nothing was sent"):
                place(telephone(stub.url))
            assert stub.requests == []

    @pytest.mark.parametrize("reply", [Reply(cut=True), Reply(garble=True)], ids=["cut", "garbled"])
    def test_an_encrypted_connection_that_breaks_after_the_request_is_not_tried_again(
        self, certificate: Path, monkeypatch: pytest.MonkeyPatch, reply: Reply
    ) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        with _tls_stub(certificate, reply) as stub:
            with pytest.raises(UnconfirmedError):
                place(telephone(stub.url))
            assert len(stub.requests) == 1


class TestEnding:
    def test_a_call_is_ended(self, twilio: TwilioStub) -> None:
        phone = telephone(twilio.url)
        sid = place(phone)
        phone.end_call(sid)
        assert twilio.calls[sid]["status"] == "completed"

    def test_a_call_that_is_over_or_unknown_is_fine(self, twilio: TwilioStub) -> None:
        phone = telephone(twilio.url)
        sid = place(phone)
        twilio.calls[sid]["status"] = "busy"
        phone.end_call(sid)
        phone.end_call("CA" + "9" * 32)
        assert twilio.calls[sid]["status"] == "busy"

    @pytest.mark.parametrize("mishap", [refuses(401, 20003), refuses(500, 20500), CUT_BEFORE])
    def test_a_call_that_cannot_be_ended_is_an_error(self, twilio: TwilioStub, mishap: Mishap) -> None:
        phone = telephone(twilio.url)
        sid = place(phone)
        twilio.look_mishaps.append(mishap)
        with pytest.raises(TelephoneError):
            phone.end_call(sid)


class TestLookingUp:
    def test_a_call_is_returned_as_it_is_now(self, twilio: TwilioStub) -> None:
        phone = telephone(twilio.url)
        sid = place(phone)
        twilio.calls[sid].update(status="completed", duration="64")
        leg = phone.fetch_call(sid)
        assert leg is not None
        assert (leg.sid, leg.status, leg.seconds, leg.over) == (sid, "completed", 64, True)

    @pytest.mark.parametrize("status", ["queued", "ringing", "in-progress"])
    def test_a_call_under_way_is_not_over(self, twilio: TwilioStub, status: str) -> None:
        phone = telephone(twilio.url)
        sid = place(phone)
        twilio.calls[sid].update(status=status, duration="")
        leg = phone.fetch_call(sid)
        assert leg is not None
        assert not leg.over

    def test_an_unknown_call_is_none(self, twilio: TwilioStub) -> None:
        assert telephone(twilio.url).fetch_call("CA" + "9" * 32) is None

    @pytest.mark.parametrize("mishap", [refuses(401, 20003), refuses(500, 20500), CUT_BEFORE, NOT_JSON])
    def test_a_lookup_that_fails_is_an_error(self, twilio: TwilioStub, mishap: Mishap) -> None:
        phone = telephone(twilio.url)
        twilio.look_mishaps.extend([mishap, mishap])
        with pytest.raises(TelephoneError):
            phone.fetch_call("CA" + "9" * 32)
        with pytest.raises(TelephoneError):
            phone.find_call(CUSTOMER, MONDAY)

    def test_a_slow_lookup_is_given_up_at_the_deadline(self) -> None:
        with (
            Stub(lambda _: as_json({"sid": "CA1"}, 200), None) as stub,
            pytest.raises(TelephoneError, match="in time"),
        ):
            telephone(stub.url, seconds=0.0).fetch_call("CA" + "9" * 32)


class TestFinding:
    def form(self, to: str) -> dict[str, list[str]]:
        return {"To": [to], "From": [OUR_NUMBER]}

    def test_a_call_is_found_by_number_and_time(self, twilio: TwilioStub) -> None:
        twilio.place(self.form(OTHER))
        mine = twilio.place(self.form(CUSTOMER))
        leg = telephone(twilio.url).find_call(CUSTOMER, MONDAY)
        assert leg is not None
        assert leg.sid == mine["sid"]

    def test_of_several_the_one_nearest_in_time_is_ours(self, twilio: TwilioStub) -> None:
        for seconds in (-25, 1, 70):
            twilio.now = MONDAY + timedelta(seconds=seconds)
            twilio.place(self.form(CUSTOMER))
        leg = telephone(twilio.url).find_call(CUSTOMER, MONDAY)
        assert leg is not None
        assert leg.sid == list(twilio.calls)[1]

    @pytest.mark.parametrize(
        "unlike",
        [
            {"direction": "inbound"},
            {"direction": "outbound-dial"},
            {"date_created": "Mon, 23 Nov 2026 08:59:29 +0000"},
            {"date_created": None},
        ],
    )
    def test_a_call_that_cannot_be_it_is_not_found(self, twilio: TwilioStub, unlike: dict[str, str | None]) -> None:
        twilio.place(self.form(CUSTOMER)).update(unlike)
        assert telephone(twilio.url).find_call(CUSTOMER, MONDAY) is None


#: Newer Pythons ask who may sign.
_SIGNS = x509.KeyUsage(True, False, False, False, False, True, False, False, False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_SIGNS, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "certificate.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def _tls_stub(certificate: Path, reply: Reply) -> AbstractContextManager[Stub]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def answer(_: StubRequest) -> Reply:
        return reply

    return Stub(answer, context)
