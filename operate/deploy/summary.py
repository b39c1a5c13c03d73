"""Step `summary`: what the operator does next, by hand, and what it costs when nobody calls."""

from __future__ import annotations

from operate import actions
from operate.deploy.change import Change
from operate.deploy.functions import addresses
from operate.deploy.job import Job

#: Requests to storage of one round of the scheduler with nothing to do: two reads for the heartbeat and the desk, one
#: listing, one write, one comparison of the desk's copy.
_ROUND = {"class A (writes, listings)": 2, "class B (reads)": 3}
_ROUND_SECONDS = 1.5  # a cold start each time: at a quarter of a CPU most of it is start-up
_ROUNDS_A_MONTH = 12 * 24 * 30

#: A handover with two agents and twelve turns of chat makes about so many requests to actions, most within three minutes.
_REQUESTS_A_MINUTE_PER_CALL = 12
#: A page of the dashboard that is looked at asks every two seconds while something is live.
_REQUESTS_A_MINUTE_PER_PAGE = 30


def changes(job: Job) -> list[Change]:
    """Says it; changes nothing."""
    if not job.options.plan:
        found = addresses(job)
        sections = (_addresses(found), _agents(job, found), _watson(found), _costs(job), _limits(job))
        job.console.say("\n\n".join(section for section in sections if section))
    return []


def removal(job: Job) -> list[Change]:
    job.console.say(
        "  To do by hand: delete the log webhook in Watson, and rotate what was pasted there (WEBHOOK_SECRET)."
    )
    return []


def _addresses(found: dict[str, str]) -> str:
    return "The actions:\n" + "\n".join(f"  {action:12} {url}" for action, url in found.items())


def _agents(job: Job, found: dict[str, str]) -> str:
    if not job.settings.get("DASHBOARD_SECRET"):
        return (
            "For your agents: nothing yet. The dashboard does not work without DASHBOARD_SECRET (settings.example.env)."
        )
    return f"""For your agents, on any phone or computer:
  {found["dashboard"]}
  They sign in with their number from desk.json and a code that comes as a text message or a call."""


def _watson(found: dict[str, str]) -> str:
    return f"""To paste by hand:
  Log webhook (Plus and higher; the environment's settings, Log webhook):
    URL {found["transcript"]}
    Secret: the value of WEBHOOK_SECRET. Subscribe to conversation logs.
    On other plans leave it out: agents then see what the bot learned (name, reason, details), not the whole chat.
  Web chat (integrations, Web chat, Embed): the script that Watson shows there goes into your page; it needs nothing of
    these addresses. The skill asks for the number.
  Facebook Messenger (integrations, Facebook Messenger): the page token and app secret from Meta go there, and the callback
    address that Watson shows goes to Meta. The bot speaks only when spoken to, so there is no greeting.
  If the skill was imported by hand (Dialog, Options, Webhooks):
    URL {found["webhook"]}
    Headers: Authorization = Basic base64("handover:" + WEBHOOK_SECRET); X-Handover-Secret = WEBHOOK_SECRET"""


def _costs(job: Job) -> str:
    storage = ", ".join(f"{count * _ROUNDS_A_MONTH:,} {kind}" for kind, count in _ROUND.items())
    told = f"""What it costs when nobody calls, a month:
  the clock: {_ROUNDS_A_MONTH:,} runs of the scheduler
  storage for them: {storage}"""
    if job.on_code_engine:
        size = actions.size("scheduler")
        seconds = _ROUNDS_A_MONTH * _ROUND_SECONDS
        compute = (
            f"{seconds * float(size.cpu):,.0f} vCPU-seconds and {seconds * float(size.memory[:-1]):,.0f} GB-seconds"
        )
        told += f"""
  Code Engine for them: about {compute}
  and your Twilio number's rent. What those units cost: cloud.ibm.com/codeengine/overview and the storage price page."""
    return told


def _limits(job: Job) -> str:
    if job.on_code_engine:
        return ""
    minute, page = _REQUESTS_A_MINUTE_PER_CALL, _REQUESTS_A_MINUTE_PER_PAGE
    return f"""What the OpenWhisk host must allow (its operator sets it; Apache's defaults are 60 a minute, 30 at once):
  invocations a minute: {minute} for each call under way, so {minute * 10} for ten at the same time;
    and {page} for each agent who looks at the dashboard while there are calls
  concurrent: 3 for each call under way, 1 for each agent who looks
  timeout 60 s, memory 512 MB, the alarms package"""
