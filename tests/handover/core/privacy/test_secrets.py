"""Card numbers, IBANs, passwords and codes are hidden, and hardly anything else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.core.privacy.secrets import Secret, asks_for_secret, without_secrets
from tests.handover.core.privacy.written import SEPARATORS, ZEROS, readable

#: Numbers for tests, as the networks and the SWIFT registry publish them.
CARDS = [
    "4111111111111111",
    "5555555555554444",
    "378282246310005",
    "30569309025904",
    "4222222222222",
    "6011000990139424",
]
IBANS = [
    "DE89370400440532013000",
    "GB82WEST12345698765432",
    "FR1420041010050500013M02606",
    "MT84MALT011000012345MTLCAST001S",
]
GAPS = [gap for gap in SEPARATORS if not gap.startswith(("%", "&"))]


@st.composite
def grouped(draw: st.DrawFn, text: str) -> str:
    """Returns the text with anything between its characters, and its digits in any script."""
    zero, gap, every = draw(st.sampled_from(ZEROS)), draw(st.sampled_from(GAPS)), draw(st.integers(1, 6))
    signs = [chr(ord(zero) + int(sign)) if sign.isdigit() else sign for sign in text]
    return "".join(f"{gap if n and n % every == 0 else ''}{sign}" for n, sign in enumerate(signs))


@settings(max_examples=300)
@given(st.sampled_from(CARDS).flatmap(lambda card: st.tuples(st.just(card), grouped(card))))
def test_a_card_number_is_hidden_however_it_is_written(card: tuple[str, str]) -> None:
    digits, spelling = card
    shown, count = without_secrets(f"It is {spelling}, thanks")
    assert (shown, count) == ("It is ••••, thanks", 1)
    assert digits[-4:] not in readable(shown)


@settings(max_examples=200)
@given(st.sampled_from(IBANS).flatmap(grouped), st.booleans())
def test_an_iban_is_hidden_however_it_is_written(spelling: str, lower: bool) -> None:
    text = spelling.lower() if lower else spelling
    assert without_secrets(f"IBAN: {text} .") == ("IBAN: •••• .", 1)


def test_an_expiry_date_and_a_verification_value_after_a_card_number_are_hidden_with_it() -> None:
    assert without_secrets("4111 1111 1111 1111, 12/27, 123 ok") == ("•••• ok", 1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("my password is hunter2.", "my password is ••••."),
        ("password: swordfish", "password: ••••"),
        ("Password = secret", "Password = ••••"),
        ('password is "correct horse"', 'password is "••••"'),
        ("password hunter2", "password ••••"),
        ("my password for example.com is hunter2", "my password for example.com is ••••"),
        ("hunter2 is my password", "•••• is my password"),
        ("Passwort lautet geheim", "Passwort lautet ••••"),
        ("Mein Passwort ist Sesam!", "Mein Passwort ist ••••"),
        ("Das Kennwort für das Portal lautet Sesam1", "Das Kennwort für das Portal lautet ••••"),
        ("PIN 1234", "PIN ••••"),
        ("pin: 12 34", "pin: ••••"),
        ("the PIN of my card is 1234", "the PIN of my card is ••••"),
        ("1234 ist meine PIN", "•••• ist meine PIN"),
        ("CVV 123", "CVV ••••"),
        ("TAN 123456", "TAN ••••"),
        ("die pushTAN lautet 445566", "die pushTAN lautet ••••"),
        ("Geheimzahl \uff11\uff12\uff13\uff14", "Geheimzahl ••••"),
        ("security code: 987", "security code: ••••"),
        ("Passwort:\nSesam", "Passwort:\n••••"),
    ],
)
def test_what_follows_the_word_for_it_is_hidden(text: str, shown: str) -> None:
    assert without_secrets(text) == (shown, 1)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "I forgot my password yesterday",
            "my password is wrong",
            "My password does not work",
            "what is my password?",
        ),
        *(
            "Mein Passwort ist falsch",
            "Ich habe mein Passwort vergessen",
            "pin code",
            "Titan 1234",
            "tandem 2026",
            "PIN vergessen",
        ),
        *("Please reset my password. Thanks", "My password reset is pending", "compass: north", "KA-AB 123"),
        *("policy 4111111111111112", "on 23.11.2026, 10:30-11:30", "+4915228179386", "0000000000000000"),
        *("DE89370400440532013001", "at 12 people were here and 3 left", ""),
    ],
)
def test_other_words_stay(text: str) -> None:
    assert without_secrets(text) == (text, 0)


def test_several_are_counted_and_named() -> None:
    words = {secret: f"<{secret}>" for secret in Secret}
    text = "Card 4111111111111111, IBAN DE89 3704 0044 0532 0130 00, password: x9, PIN 1234"
    assert without_secrets(text, words) == ("Card <card>, IBAN <iban>, password: <password>, PIN <code>", 4)


def test_the_customers_number_is_no_card_number() -> None:
    number = "4915228179383"  # passes the check by chance
    assert without_secrets(number)[1] == 1
    assert without_secrets(number, number="+4915228179383") == (number, 0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("swordfish", "••••"),
        ("it is hunter2 ok", "it is •••• ok"),
        ("1 2 3 4", "••••"),
        ("No", "No"),
        ("I forgot it", "I forgot it"),
    ],
)
def test_the_answer_to_a_bot_that_requested_a_password_is_hidden(text: str, shown: str) -> None:
    assert without_secrets(text, asked=True)[0] == shown


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("What is your password?", True),
        ("Please enter your PIN.", True),
        ("Wie lautet Ihr Kennwort?", True),
        ("Bitte geben Sie die TAN ein", True),
        ("Never tell us your password.", False),
        ("Nennen Sie uns nie Ihr Passwort!", False),
        ("What is your name?", False),
    ],
)
def test_a_line_that_requests_a_password_is_known(line: str, asks: bool) -> None:
    assert asks_for_secret(line) is asks


@given(st.text(max_size=300), st.booleans())
def test_any_text_can_be_read(text: str, asked: bool) -> None:
    without_secrets(text, asked=asked)
    asks_for_secret(text)
