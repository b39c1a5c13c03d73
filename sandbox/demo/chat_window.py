"""The customer's chat window: one conversation at a time.

Each message is sent in the background, because its webhook may take seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

from sandbox.demo.words import ENGLISH, Words
from sandbox.watson import Conversation, Said, WatsonError
from sandbox.world import World

InBackground = Callable[[Callable[[], None]], None]

CHANNELS = ("Web chat", "Facebook Messenger")
_LONGEST = 2048
#: A line of a script that clicks the first button of the last answer.
FIRST_CHOICE = "[1]"
#: Seconds between the lines of a chat that is played.
_PAUSE = 2.0


class NotNowError(Exception):
    """This cannot be done now. The message is one sentence for the demo's user."""


class ChatWindow:
    """`typing`: an answer is being prepared. `trouble`: why the last message was not answered, or "".

    Its state changes under the agenda's lock; messages are sent without the lock.
    """

    def __init__(
        self, world: World, changed: Callable[[], None], in_background: InBackground, words: Words = ENGLISH
    ) -> None:
        self.channel = CHANNELS[0]
        self.number = 0
        self.conversation: Conversation | None = None
        self.typing = False
        self.trouble = ""
        self._world, self._changed, self._in_background = world, changed, in_background
        self._words, self._numbers = words, count(1)
        self._script: list[str] = []

    @property
    def session_id(self) -> str:
        """Returns the conversation's session id, or "" before it is open."""
        return self.conversation.session_id if self.conversation else ""

    @property
    def history(self) -> Sequence[Said]:
        return tuple(self.conversation.history) if self.conversation else ()

    @property
    def choices(self) -> Sequence[str]:
        """Returns the labels of the buttons that can be clicked now."""
        return tuple(self.conversation.choices()) if self.conversation and not self.typing else ()

    @property
    def problems(self) -> Sequence[str]:
        """Returns the expressions of this conversation that Watson could not evaluate, as sentences."""
        return tuple(self.conversation.problems) if self.conversation else ()

    @property
    def played(self) -> bool:
        """Whether a script writes the customer's messages."""
        return bool(self._script)

    def open(self, channel: str, script: Sequence[str] = ()) -> None:
        """Begins a new conversation. The lines of `script` are then sent one after the other. Raises NotNowError."""
        if channel not in CHANNELS:
            raise NotNowError(f"There is no channel {channel!r}; there are {' and '.join(CHANNELS)}.")
        with self._world.agenda.lock:
            self.channel, self.conversation, self._script = channel, None, list(script)
            self.number, self.typing, self.trouble = next(self._numbers), True, ""
            number = self.number

        def enter() -> None:
            opened = self._world.chat(channel)
            with self._world.agenda.lock:
                if self.number == number:
                    self.conversation = opened

        self._changed()
        self._in_background(lambda: self._work(number, enter))

    def say(self, text: str) -> None:
        """Sends a message that the user wrote, and ends the script. Raises NotNowError."""
        text = " ".join(text.split())
        if not text:
            raise NotNowError(self._words.text("not_now.empty"))
        if len(text) > _LONGEST:
            raise NotNowError(self._words.text("not_now.too_long", most=_LONGEST))
        conversation, number = self._begin(by_hand=True)
        self._in_background(lambda: self._work(number, lambda: conversation.say(text)))

    def choose(self, label: str) -> None:
        """Clicks a button of the last answer, and ends the script. Raises NotNowError."""
        if not self.typing and label not in self.choices:
            raise NotNowError(self._words.text("not_now.old_button"))
        conversation, number = self._begin(by_hand=True)
        self._in_background(lambda: self._work(number, lambda: conversation.choose(label)))

    def stop_script(self) -> None:
        """Ends the script: from now on the user writes."""
        with self._world.agenda.lock:
            self._script = []

    def _begin(self, by_hand: bool) -> tuple[Conversation, int]:
        with self._world.agenda.lock:
            if self.conversation is None or self.typing:
                raise NotNowError(self._words.text("not_now.still_answering"))
            if by_hand:
                self._script = []
            self.typing, self.trouble = True, ""
            begun = self.conversation, self.number
        self._changed()
        return begun

    def _work(self, number: int, send: Callable[[], object]) -> None:
        """Sends something and waits for the answer. Call it without the lock."""
        trouble = self._words.text("not_now.failed")
        try:
            send()
            trouble = ""
        except WatsonError as error:
            trouble = self._words.text("not_now.no_answer", error=error)
        finally:
            self._answered(number, trouble)

    def _answered(self, number: int, trouble: str) -> None:
        with self._world.agenda.lock:
            if self.number == number:
                self.typing, self.trouble = False, trouble
                if self._script:
                    self._world.agenda.after(_PAUSE, lambda: self._next(number))
        self._changed()

    def _next(self, number: int) -> None:
        """Sends the next line of the script, unless the user has taken over."""
        if self.number != number or not self._script or self.typing or self.conversation is None:
            return
        line, conversation = self._script.pop(0), self.conversation
        if line == FIRST_CHOICE and self.choices:
            line = self.choices[0]
        self._begin(by_hand=False)
        send = conversation.choose if line in conversation.choices() else conversation.say
        self._world.agenda.outside(lambda: self._work(number, lambda: send(line)), lambda _: None)
