"""A Watson Assistant for one machine: it runs a dialog skill, calls its webhook, and sends log webhooks.

    assistant = Assistant(Skill.load("skill-claim.json"), agenda, web, "https://example.org/webhook", {...})
    conversation = assistant.open("Web chat")
    conversation.say("I want to report hail damage")

Where IBM's pages leave open what Watson does, `Variants` chooses. Left out: digressions that return, client actions, cloud
functions, search, disambiguation. A skill that uses them loads all the same; `Skill.notices` says so, with the id, and
`Conversation.problems` says what failed in a turn. `Skill.load` rejects only what holds no dialog that could be run.
"""

from .action import ActionChat, Extension, ExtensionError
from .assistant import Assistant, Conversation
from .errors import ChoiceError, DialogError, SkillError, WatsonError
from .log_webhook import Delivery, LogWebhook, lost, out_of_order, promptly, twice
from .logs_api import LogsApi
from .said import Said
from .skill import Skill
from .variants import Variants

__all__ = [
    "ActionChat",
    "Assistant",
    "ChoiceError",
    "Conversation",
    "Delivery",
    "DialogError",
    "Extension",
    "ExtensionError",
    "LogWebhook",
    "LogsApi",
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
