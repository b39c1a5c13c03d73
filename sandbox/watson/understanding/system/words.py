"""The words of dates, times and amounts, in English and German."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class Words:
    """The words of one language. Texts with `|` are alternatives of a regular expression, all in lower case.

    `date_order`: of `3/4/2026`. `grouping`: the sign between thousands. `negative`: words for a minus. `not_numbers`: number
    words that are mostly something else. `weekdays`, `months`: in their order. `doubtful_months`: those that need a
    preposition. `units`: from a word to a unit of time. `next_`, `this`, `last`: modifiers. `since`, `until`: one end of a
    range. `after_hour`: the words that may follow in "at five tomorrow", unlike "at five dollars". `parts_of_day`: from a
    word to its name. `part_suffix`: after an hour, from a word to "am" or "pm".
    """

    code: str
    date_order: str
    grouping: str
    negative: str
    not_numbers: frozenset[str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    doubtful_months: frozenset[str]
    units: Mapping[str, str]
    relative_days: Mapping[str, int]
    now: str
    next_: str
    this: str
    last: str
    since: str
    until: str
    to: str
    on: str
    at: str
    after_hour: str
    parts_of_day: Mapping[str, str]
    part_suffix: Mapping[str, str]
    percent: str
    currencies: Mapping[str, str]
    cents: Mapping[str, str]


# IBM's page system-entities, for US English.
PARTS_OF_DAY = {
    "morning": (time(6), time(12)),
    "afternoon": (time(12), time(18)),
    "evening": (time(18), time(22)),
    "night": (time(22), time(23, 59, 59)),
}

_SIGNS = {r"\$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_CODES = {
    "usd": "USD", "eur": "EUR", "gbp": "GBP", "chf": "CHF", "jpy": "JPY", "inr": "INR", "cad": "CAD", "aud": "AUD",
    "pln": "PLN", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "czk": "CZK", "huf": "HUF", "cny": "CNY", "brl": "BRL",
}  # fmt: skip

EN = Words(
    code="en",
    date_order="MDY",
    grouping=",",
    negative="minus|negative",
    not_numbers=frozenset({"o", "oh"}),  # of o'clock
    weekdays=("monday|mon", "tuesday|tues?", "wednesday|wed", "thursday|thurs?", "friday|fri", "saturday|sat",
              "sunday|sun"),
    months=("january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun", "july|jul", "august|aug",
            "september|sept?", "october|oct", "november|nov", "december|dec"),
    doubtful_months=frozenset({"may", "march", "mar", "jan", "dec", "jun", "august"}),
    units={"seconds?": "second", "minutes?|mins?": "minute", "hours?|hrs?": "hour", "days?": "day", "weeks?": "week",
           "fortnights?": "fortnight", "months?": "month", "years?": "year"},
    relative_days={"(?:the )?day before yesterday": -2, "(?:the )?day after tomorrow": 2, "yesterday": -1,
                   "today|tonight": 0, "tomorrow": 1},
    now="(?:right )?now",
    next_="next|coming|following",
    this="this",
    last="last|past|previous",
    since="since|from|after",
    until="until|till|by|before",
    to="to|until|till|through|and",
    on="on |by ",
    at="at |around |about |by ",
    after_hour="on|in|this|next|today|tomorrow|tonight|and|or|to|till|until|please|for|is|would|works|suits|sounds|then|if|but|with|"
    "instead|rather",
    parts_of_day={"morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night"},
    part_suffix={r"a\.?m\b\.?|in the morning": "am", r"p\.?m\b\.?|in the afternoon|in the evening|at night": "pm"},
    percent=r"%|percent\b|per cent\b|pct\b",
    currencies={**_SIGNS, **_CODES, "dollars?|bucks?": "USD", "euros?": "EUR", "pounds?(?: sterling)?|quid": "GBP",
                "yen": "JPY", "swiss francs?|francs?": "CHF", "rupees?": "INR"},
    cents={"cents?": "USD", "pence|pennies|penny": "GBP"},
)  # fmt: skip

DE = Words(
    code="de",
    date_order="DMY",
    grouping=".",
    negative="minus",
    not_numbers=frozenset({"ein", "eine", "einen", "einem", "einer", "eines"}),
    weekdays=("montags?", "dienstags?", "mittwochs?", "donnerstags?", "freitags?", "samstags?|sonnabends?", "sonntags?"),
    months=(r"januar|jänner|jan\.?", r"februar|feb\.?", r"märz|mär\.?", r"april|apr\.?", "mai", "juni", "juli",
            r"august|aug\.?", r"september|sept?\.?", r"oktober|okt\.?", r"november|nov\.?", r"dezember|dez\.?"),
    doubtful_months=frozenset({"mai", "jan", "jan.", "august"}),
    units={"sekunden?": "second", "minuten?|min": "minute", "stunden?|std": "hour", "tage?n?": "day", "wochen?": "week",
           "monate?n?s?": "month", "jahre?n?s?": "year"},
    relative_days={"vorgestern": -2, "gestern": -1, "heute": 0, "übermorgen": 2, "morgen": 1},
    now="jetzt|sofort",
    next_="nächste[nrms]?|kommende[nrms]?|folgende[nrms]?",
    this="diese[nrms]?",
    last="letzte[nrms]?|vergangene[nrms]?|vorige[nrms]?",
    since="seit|ab|von|vom|nach",
    until="bis(?: zum)?|vor",
    to="bis(?: zum)?|und",
    on="am |den |vom |zum ",
    at="um |gegen |ca\\.? ",
    after_hour="am|im|in|heute|morgen|übermorgen|und|oder|bis|bitte|für|ist|wäre|passt|geht|dann|wenn|aber|mit|an|anrufen|"
    "zurückrufen|verschieben|verlegen",
    parts_of_day={"morgens|früh|morgen": "morning", "vormittags?": "morning", "nachmittags?": "afternoon",
                  "abends?": "evening", "nachts?": "night"},
    part_suffix={"morgens|früh|vormittags?|am morgen": "am", "nachmittags?|abends?|am abend|am nachmittag": "pm"},
    percent=r"%|prozent\b|v\.? ?h\.",
    currencies={**_SIGNS, **_CODES, "dollar": "USD", "euros?": "EUR", "pfund": "GBP", "yen": "JPY",
                "(?:schweizer )?franken": "CHF", "rupien?": "INR"},
    cents={"cents?": "EUR", "rappen": "CHF"},
)  # fmt: skip


def words_of(language: str) -> Words:
    """Returns the words of a skill's language; English for one that has none here."""
    return DE if language.lower().startswith("de") else EN
