"""The TwiML documents of a call that goes on in a room (room.py): the agent's, the colleague's and the customer's.

Each exit ends the conference, and each of those who are left gets the next document at once. So no one is left in a
conference alone: the next document decides with whom they go on. The key `*` is the way out for the agent only.

Nothing bridges these legs but the conference itself: a document that ends, ends that leg.
"""

from __future__ import annotations

from twilio.twiml.voice_response import Gather, VoiceResponse

from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.room import room_name
from handover.core.call.twiml_agent import AgentTwiml

#: How often the tone of 2.5 s is played in one document: to the customer outside the room, and to somebody alone inside.
_TONES_OUTSIDE, _TONES_INSIDE = 1, 3

#: Seconds after `*` in which a hang-up of the customer becomes known, and seconds for the agent's key.
_BREATH, _KEY_TIMEOUT = 1, 5

#: Seconds that Twilio allows, for somebody whose call has an end of its own.
_LONGEST = 4 * 60 * 60

#: Who waits in the room, as a word of an address.
CUSTOMER, AGENT, COLLEAGUE = "c", "a", "b"


class ConferenceTwiml(AgentTwiml):
    """Builds these documents in one language."""

    # The agent's leg, still joined to the customer's Dial

    def brief_then_room(self, handover_id: str, attempt: int, callback_urls: CallbackUrls, brief: str) -> str:
        """Speaks the brief, which any key ends, and then requests `enter`. If that fails, the document ends without Hangup,
        and Twilio bridges the legs."""
        document = VoiceResponse()
        action = callback_urls.step("enter", handover_id, attempt)
        gather = Gather(
            input="dtmf",
            num_digits=1,
            finish_on_key="",
            timeout=1,
            action=action,
            method="POST",
            action_on_empty_result=True,
        )
        self._say(gather, "call.accepted", brief=brief)
        document.append(gather)
        return str(document)

    # The agent's own leg

    def breathe(self, then: str) -> str:
        document = VoiceResponse()
        document.pause(length=_BREATH)
        document.redirect(then, method="POST")
        return str(document)

    def ask(
        self, callback_urls: CallbackUrls, handover_id: str, attempt: int, visit: int, name: str, before: str
    ) -> str:
        """Asks whether the colleague of that name is to be called, `""` if nobody is free. `before` is the name of one who
        did not come, or `""`."""
        document = VoiceResponse()
        if before:
            self._say(document, "colleague.not_taken", name=before)
        if name:
            action = callback_urls.step("bring", handover_id, attempt, turn=visit)
            gather = self._gather(action, timeout=_KEY_TIMEOUT)
            self._say(gather, "colleague.ask", name=name)
            document.append(gather)
        else:
            self._say(document, "colleague.nobody_free")
        document.redirect(callback_urls.step("room", handover_id, attempt, turn=visit + 1), method="POST")
        return str(document)

    def told(self, name: str) -> str:
        """An announcement in the room, for the agent alone."""
        document = VoiceResponse()
        self._say(document, "colleague.not_taken", name=name)
        return str(document)

    # The colleague's leg

    def invite(
        self, callback_urls: CallbackUrls, handover_id: str, attempt: int, visit: int, key: str, **values: str
    ) -> str:
        """Asks the colleague for their key, with the text `key`. It has no name and no details of the customer: a mailbox
        may be listening."""
        document = VoiceResponse()
        action = callback_urls.step("join", handover_id, attempt, turn=visit)
        gather = self._gather(action, timeout=8)
        self._say(gather, key, **values)
        document.append(gather)
        self._say(document, "call.no_decision")
        document.hangup()
        return str(document)

    # Everybody in the room

    def room(
        self,
        callback_urls: CallbackUrls,
        handover_id: str,
        attempt: int,
        who: str,
        time_limit: int,
        action: str,
        say: str = "",
        **values: str,
    ) -> str:
        """Speaks the text `say` (`""`: none) and lets somebody into the room. `action` is the address of what follows;
        `time_limit` is in seconds, 0 if it is not known."""
        document = VoiceResponse()
        if say:
            self._say(document, say, **values)
        dial = document.dial(
            action=action,
            method="POST",
            **({"hangup_on_star": True} if who == AGENT else {}),
            time_limit=time_limit or _LONGEST,
        )
        dial.conference(
            room_name(handover_id, attempt),
            beep=False,
            end_conference_on_exit=True,
            wait_url=callback_urls.step("hold", handover_id, attempt, offer=who),
            wait_method="POST",
        )
        return str(document)

    def hold(self, callback_urls: CallbackUrls, then: str) -> str:
        """For somebody who is alone in the room."""
        document = VoiceResponse()
        document.play(callback_urls.hold_tone(), loop=_TONES_INSIDE)
        document.redirect(then, method="POST")
        return str(document)

    def outside(self, callback_urls: CallbackUrls, then: str, say: str = "") -> str:
        """For the customer who waits until somebody is in the room."""
        document = VoiceResponse()
        if say:
            self._say(document, say)
        document.play(callback_urls.hold_tone(), loop=_TONES_OUTSIDE)
        document.redirect(then, method="POST")
        return str(document)

    def nobody_came(self) -> str:
        """For the customer whose agent left before a colleague came."""
        return self._farewell("colleague.wait_left")
