"""A Watson Assistant for one machine: it runs a dialog skill, calls its webhook, and sends log webhooks.

    assistant = Assistant(Skill.load("skill-claim.json"), agenda, web, "https://example.org/webhook", {...})
    conversation = assistant.open("Web chat")
    conversation.say("I want to report hail damage")

Where IBM's pages leave open what Watson does, `Variants` chooses. Not supported: digressions that return, client actions,
search, disambiguation, system entities other than numbers. `Skill.load` rejects a skill that uses them, with the node's id.
"""

from .assistant import Assistant, Conversation, Said
from .errors import ChoiceError, DialogError, SkillError, WatsonError
from .log_webhook import Delivery, LogWebhook, lost, out_of_order, promptly, twice
from .skill import Skill
from .variants import Variants

__all__ = [
    "Assistant",
    "ChoiceError",
    "Conversation",
    "Delivery",
    "DialogError",
    "LogWebhook",
    "Said",
    "Skill",
    "SkillError",
    "Variants",
    "WatsonError",
    "lost",
    "out_of_order",
    "promptly",
    "twice",
]
