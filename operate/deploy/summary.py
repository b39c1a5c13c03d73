"""Step `summary`: prints what the operator does next by hand, and what the deployment costs without calls."""

from __future__ import annotations

from operate import actions
from operate.deploy.change import Change
from operate.deploy.functions import addresses
from operate.deploy.job import Job

#: Storage requests of one scheduler run without work: it reads the last sweep, desk.json and its copy, lists what is due and
#: the live handovers, and writes the sweep.
_ROUND = {"class A (writes, listings)": 3, "class B (reads)": 3}
_ROUND_SECONDS = 1.5  # each run is a cold start, which takes most of the time on a quarter of a CPU
_ROUNDS_A_MONTH = 60 * 24 * 30

#: A handover with two agents and twelve turns of chat sends about this many requests, most within three minutes.
_REQUESTS_A_MINUTE_PER_CALL = 12
#: An open page of the dashboard polls every two seconds while a handover is live.
_REQUESTS_A_MINUTE_PER_PAGE = 30


def changes(job: Job) -> list[Change]:
    """Prints the summary. Changes nothing."""
    if not job.options.plan:
        found = addresses(job)
        sections = (_addresses(found), _agents(job, found), _watson(found), _costs(job), _limits(job))
        job.console.say("\n\n".join(section for section in sections if section))
    return []


def removal(job: Job) -> list[Change]:
    job.console.say("  To do by hand: delete the log webhook in Watson, and rotate its secret (WEBHOOK_SECRET).")
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
  They sign in with their number from desk.json and a code that arrives by text message or call."""


def _watson(found: dict[str, str]) -> str:
    return f"""To paste by hand:
  Log webhook (Plus and higher; the environment's settings, Log webhook):
    URL {found["transcript"]}
    Secret: the value of WEBHOOK_SECRET. Subscribe to conversation logs.
    Not on other plans: agents then see what the bot learned (name, reason, details), not the whole chat.
  Web chat that shows where the call is: docs/webchat.md. It needs the address of webhook, and not the script that Watson
    shows under Embed.
  A button for pages without a bot: docs/button.md. It needs the address of webhook.
  Facebook Messenger (integrations, Facebook Messenger): enter the page token and app secret from Meta there, and enter the
    callback URL that Watson shows at Meta. There the customer writes first, so there is no greeting.
  If the skill was imported by hand (docs/operations.md#importing-the-skill-by-hand):
    URL {found["webhook"]}
    Headers: Authorization = Basic base64("handover:" + WEBHOOK_SECRET); X-Handover-Secret = WEBHOOK_SECRET"""


def _costs(job: Job) -> str:
    storage = ", ".join(f"{count * _ROUNDS_A_MONTH:,} {kind}" for kind, count in _ROUND.items())
    text = f"""Costs per month without calls:
  the timer: {_ROUNDS_A_MONTH:,} runs of the scheduler
  storage for them: {storage}"""
    if job.on_code_engine:
        size = actions.size("scheduler")
        seconds = _ROUNDS_A_MONTH * _ROUND_SECONDS
        compute = (
            f"{seconds * float(size.cpu):,.0f} vCPU-seconds and {seconds * float(size.memory[:-1]):,.0f} GB-seconds"
        )
        text += f"""
  Code Engine for them: about {compute}
  and the rent of your Twilio number. Prices: cloud.ibm.com/codeengine/overview and the storage price page."""
    return text


def _limits(job: Job) -> str:
    if job.on_code_engine:
        return ""
    minute, page = _REQUESTS_A_MINUTE_PER_CALL, _REQUESTS_A_MINUTE_PER_PAGE
    return f"""What the OpenWhisk host must allow (its operator sets it; Apache's defaults are 60 a minute, 30 at once):
  invocations a minute: {minute} for each active call, so {minute * 10} for ten at the same time;
    and {page} for each agent with the dashboard open during calls
  concurrent invocations: 3 for each active call, 1 for each agent with the dashboard open
  timeout 60 s, memory 512 MB, the alarms package"""
