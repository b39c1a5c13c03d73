"""The meaning of each of Twilio's responses: which requests are repeated, and which never."""

from __future__ import annotations

import base64
import ssl
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from handover.core.call.twilio_call import TwilioCall
from handover.services.connections import Connections
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


#: Statuses after which the call may have been placed all the same.
ODD = (
    202,
    204,
    207,
    300,
    301,
    302,
    303,
    304,
    307,
    308,
    399,
    406,
    408,
    409,
    412,
    418,
    425,
    444,
    499,
    500,
    502,
    504,
    520,
    599,
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

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 411, 413, 414, 415, 422, 431])
    def test_a_refusal_without_twilios_body_is_one_too(self, twilio: TwilioStub, status: int) -> None:
        twilio.mishaps.append(Mishap(Reply(status, b"<html>not here</html>", {"Content-Type": "text/html"})))
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
            Mishap(Reply(201, b"null")),
            Mishap(Reply(201, b"[]")),
            *[Mishap(Reply(status, b"<html>odd")) for status in ODD],
            *[refuses(status, status) for status in ODD],
            Mishap(as_json({"type": "t", "title": "t", "status": "odd", "code": "odd"}, 400)),
        ],
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
    """A failed handshake and a connection that broke later are errors of one class of OpenSSL's."""

    def test_with_an_untrusted_certificate_nothing_was_sent(self, certificate: Path) -> None:
        with _tls_stub(certificate, Reply()) as stub:
            with pytest.raises(NotPlacedError, match="nothing was sent"):
                place(telephone(stub.url))
            assert stub.requests == []

    @pytest.mark.parametrize("reply", [Reply(cut=True), Reply(garble=True)], ids=["cut", "garbled"])
    def test_an_encrypted_connection_that_breaks_after_the_request_is_not_tried_again(
        self, certificate: Path, reply: Reply
    ) -> None:
        trusting = partial(Connections, authorities=str(certificate))
        with _tls_stub(certificate, reply) as stub:
            with pytest.raises(UnconfirmedError):
                place(telephone(stub.url, connect=trusting))
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

    @pytest.mark.parametrize("sid", ["CA é 😀", "CA\x00\r\nX: y", "CA\ud800", "CA#1", "CA%ff"])
    def test_a_sid_of_any_signs_is_one_that_is_unknown(self, twilio: TwilioStub, sid: str) -> None:
        telephone(twilio.url).end_call(sid)
        assert telephone(twilio.url).fetch_call(sid) is None

    def test_a_404_that_is_not_twilios_ends_nothing(self, twilio: TwilioStub) -> None:
        twilio.look_mishaps.extend([Mishap(Reply(404, b"<html>not here")), Mishap(Reply(404, b"<html>not here"))])
        with pytest.raises(TelephoneError):
            telephone(twilio.url).end_call("CA1")
        with pytest.raises(TelephoneError):
            telephone(twilio.url).fetch_call("CA1")

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

    @pytest.mark.parametrize("duration", [None, "", "null", "12.5", "-1", "many", "9" * 5000, 64, 12.5, [], {}])
    @pytest.mark.parametrize("sid", [None, ""])
    def test_odd_fields_break_nothing(self, twilio: TwilioStub, duration: object, sid: str | None) -> None:
        phone = telephone(twilio.url)
        placed = place(phone)
        twilio.calls[placed].update(sid=sid, duration=duration, date_created=None, status="completed")
        call = phone.fetch_call(placed)
        assert call is not None
        assert (call.sid, call.over, call.created) == (placed, True, None)
        assert call.seconds in (0, 12, 64)

    @pytest.mark.parametrize("status", [None, "", "exploded", "COMPLETED", 7])
    def test_an_unknown_status_is_not_known_to_be_over(self, twilio: TwilioStub, status: object) -> None:
        phone = telephone(twilio.url)
        sid = place(phone)
        twilio.calls[sid].update(status=status)
        call = phone.fetch_call(sid)
        assert call is not None
        assert not call.over

    def test_an_answer_about_another_call_is_an_error(self, twilio: TwilioStub) -> None:
        phone = telephone(twilio.url)
        sid = place(phone)
        twilio.calls[sid].update(sid="CA" + "9" * 32, status="completed")
        with pytest.raises(TelephoneError, match="another call"):
            phone.fetch_call(sid)

    def test_an_unknown_call_is_none(self, twilio: TwilioStub) -> None:
        assert telephone(twilio.url).fetch_call("CA" + "9" * 32) is None

    @pytest.mark.parametrize("mishap", [refuses(401, 20003), refuses(500, 20500), CUT_BEFORE, NOT_JSON])
    def test_a_lookup_that_fails_is_an_error(self, twilio: TwilioStub, mishap: Mishap) -> None:
        phone = telephone(twilio.url)
        twilio.look_mishaps.extend([mishap, mishap])
        with pytest.raises(TelephoneError):
            phone.fetch_call("CA" + "9" * 32)
        with pytest.raises(TelephoneError):
            phone.calls_to(CUSTOMER, MONDAY)

    def test_a_slow_lookup_is_given_up_at_the_deadline(self) -> None:
        with (
            Stub(lambda _: as_json({"sid": "CA1"}, 200), None) as stub,
            pytest.raises(TelephoneError, match="in time"),
        ):
            telephone(stub.url, seconds=0.0).fetch_call("CA" + "9" * 32)


class TestListing:
    """The list leaves out only what it surely is not: another number, another direction."""

    def form(self, to: str) -> dict[str, list[str]]:
        return {"To": [to], "From": [OUR_NUMBER]}

    def listed(self, twilio: TwilioStub) -> list[TwilioCall]:
        return telephone(twilio.url).calls_to(CUSTOMER, MONDAY)

    def test_calls_to_the_number_are_listed_newest_first(self, twilio: TwilioStub) -> None:
        twilio.place(self.form(OTHER))
        sids = []
        for seconds in (-25, 1):
            twilio.now = MONDAY + timedelta(seconds=seconds)
            sids.append(twilio.place(self.form(CUSTOMER))["sid"])
        calls = self.listed(twilio)
        assert [call.sid for call in calls] == sids[::-1]
        assert [call.created for call in calls] == [MONDAY + timedelta(seconds=s) for s in (1, -25)]

    @pytest.mark.parametrize(
        "unlike", [{"direction": "inbound"}, {"direction": "outbound-dial"}, {"from": "+493099999999"}]
    )
    def test_another_kind_of_call_is_not_listed(self, twilio: TwilioStub, unlike: dict[str, str]) -> None:
        call = twilio.place(self.form(CUSTOMER))
        with Stub(lambda _: as_json({"calls": [{**call, **unlike}], "next_page_uri": None})) as stub:
            assert telephone(stub.url).calls_to(CUSTOMER, MONDAY) == []

    @pytest.mark.parametrize(
        "field", ["sid", "status", "direction", "to", "from", "date_created", "duration", "start_time", "price"]
    )
    @pytest.mark.parametrize("value", [None, ""])
    def test_a_field_that_twilio_leaves_out_excludes_no_call(
        self, twilio: TwilioStub, field: str, value: str | None
    ) -> None:
        call = {**twilio.place(self.form(CUSTOMER)), field: value}
        with Stub(lambda _: as_json({"calls": [call], "next_page_uri": None})) as stub:
            assert len(telephone(stub.url).calls_to(CUSTOMER, MONDAY)) == 1

    def test_a_date_that_cannot_be_read_is_unknown(self, twilio: TwilioStub) -> None:
        twilio.place(self.form(CUSTOMER))["date_created"] = "yesterday"
        assert [call.created for call in self.listed(twilio)] == [None]

    def test_more_calls_than_are_read_prove_nothing(self, twilio: TwilioStub) -> None:
        for _ in range(100):
            twilio.place(self.form(CUSTOMER))
        with pytest.raises(TelephoneError, match="more calls"):
            self.listed(twilio)

    def test_older_calls_do_not_matter(self, twilio: TwilioStub) -> None:
        twilio.now = MONDAY - timedelta(hours=1)
        for _ in range(150):
            twilio.place(self.form(CUSTOMER))
        assert len(self.listed(twilio)) == 100

    @pytest.mark.parametrize(
        ("mishap", "sentence"),
        [
            (refuses(401, 20003), "status 401, code 20003: check TWILIO_ACCOUNT_SID"),
            (refuses(429, 20429), "status 429, code 20429: too many requests"),
            (refuses(500, 20500), "status 500, code 20500"),
            (Mishap(Reply(502, b"<html>bad gateway")), "status 502, code 502"),
            (Mishap(as_json([], 403)), "status 403, code 403"),
            (Mishap(as_json({"code": None}, 403)), "status 403, code 403"),
            (Mishap(as_json({"other": [], "things": []})), "could not be read"),
        ],
    )
    def test_a_refused_list_names_status_and_code(self, twilio: TwilioStub, mishap: Mishap, sentence: str) -> None:
        twilio.look_mishaps.append(mishap)
        with pytest.raises(TelephoneError, match=sentence):
            self.listed(twilio)

    @pytest.mark.parametrize("body", [b"", b"null", b"[]", b"7", b'{"calls": null}', b'{"calls": [null]}', b'{"calls'])
    def test_a_list_of_another_shape_is_an_error_and_not_empty(self, twilio: TwilioStub, body: bytes) -> None:
        twilio.look_mishaps.append(Mishap(Reply(200, body, {"Content-Type": "application/json"})))
        with pytest.raises(TelephoneError):
            self.listed(twilio)


class TestRecords:
    def test_a_record_has_the_addresses_that_were_given_and_requested(self) -> None:
        events = [
            {
                "request": {
                    "url": "https://api.test/Calls.json",
                    "parameters": {"url": "https://h.test/twiml?h=1", "to": "+49"},
                }
            },
            {"request": {"url": "https://h.test/status?h=1", "parameters": None}},
            {"request": None, "response": None},
            {"request": {"url": None, "parameters": []}},
        ]
        with Stub(lambda _: as_json({"events": events, "next_page_uri": None})) as stub:
            assert telephone(stub.url).addresses_requested_for("CA1") == [
                "https://api.test/Calls.json",
                "https://h.test/twiml?h=1",
                "https://h.test/status?h=1",
            ]

    @pytest.mark.parametrize("mishap", [refuses(404, 20404), refuses(500, 20500), CUT_BEFORE, NOT_JSON])
    def test_a_record_that_cannot_be_read_is_an_error(self, twilio: TwilioStub, mishap: Mishap) -> None:
        twilio.records["CA1"] = mishap
        with pytest.raises(TelephoneError):
            telephone(twilio.url).addresses_requested_for("CA1")


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
