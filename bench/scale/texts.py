"""The page's paragraphs."""

from __future__ import annotations

INTRO = """\
# Scale

<!-- written by `make scale`; changes by hand are lost -->

What happens to Handover from 10 to 100,000 handovers a day: who waits, what it costs, which limit is reached first,
and what to raise then. The numbers come from a simulation of whole days ([bench/scale](../bench/scale)) with SimPy:
chats, Twilio's queue for new calls, phones, agents, containers, storage. It is checked against a formula and against
the sandbox, at the end of this page. Nothing was measured on a live account."""

WAITING = """\
Agents are on duty as Erlang C asks for in each hour, so that 80% of the customers reach an agent's phone within 20 s.
A wait runs from the customer's key until the two talk. Of that, 21 s are the agent's ring, the whisper and the brief,
also if somebody is free.

- **hunt** is version 0.2.0, to compare: agents are rung from the top of `desk.json`. One who talks costs 6 s (words,
  dialling, the busy signal). One who writes the wrap-up costs 25 s, because that phone rings. After the last agent
  the customer hears an apology (`no_agent`; "nobody" in the table).
- **line** is the product (decisions [46](decisions/0046-waiting-in-line.md) and
  [55](decisions/0055-fair-ringing.md)): agents who talk, write the wrap-up or are being rung are left out. A customer
  for whom nobody is free waits in line, first come first served, for 90 s after the key at most. In line, and after
  it, a key books a call 15 minutes later ("called back"); that call is a handover more, and not in the shares.
- **queue** is what could be had beyond that: customers wait as long as they like, and the agent who has been free
  longest is rung, never one who writes the wrap-up.

"left": hung up first. Shares are of the customers who pressed a key. "–": `desk.json` does not hold that many agents;
line and queue are played as if it did."""

TWILIO = """\
Twilio starts one new call a second for an account, and queues the rest. The phones of agents do not count, because
`<Dial>` rings them. The wait is between the bot's "We are calling you now" and the ring."""

LOAD = """\
On Code Engine, with the resources of `operate/actions.py`, and with the line. Each action has its own containers. The
turns of all chats run too. IBM publishes no limit for storage requests, only that 429 or 503 come when there are too
many: the last column, in the busiest hour, is what to ask about. The page "Now" comes on top."""

MONEY = """\
For each handover, in US dollars, from the [prices](#prices) below. The agents' pay is not in it. The page "Now" is
the dashboard's list of live calls: each open page lists every live call every 2 s, so its cost grows with agents ×
calls. Each agent who is rung gets a text message with the link, with the old hunt also those who talk."""

STORAGE = """\
Requests for each handover, counted by playing handovers in the sandbox. They include the turns of all chats, also of
those without a call, and the scheduler's rounds, which is why small desks have more."""

ERLANG = """\
Erlang C is the field's formula for a line in which nobody hangs up. The simulation of such a line must agree with it;
what is left is chance. The formula itself is tested against published values (`tests/bench/scale`)."""

SANDBOX = """\
The same {count} people call a desk with {agents} agents twice: in the sandbox, where the real bundle gets the real
requests on a simulated clock, and in the simulation. Here the agents write no wrap-up and always pick up. `dialed`
differs because the sandbox requests it also when the customer has hung up, which Twilio's documentation leaves open."""

SHORT = """\
- **Who waits in line is served better than by the hunt of version 0.2.0**, which rang agents who talk, and was at its
  limit from about {first} handovers a day on. With 1,000 a day and {agents} agents, {line_left} of the customers hang up
  in place of {hunt_left}, {line_nobody} reach nobody within the 90 s of the line, and {asked} ask to be called back, of
  whom {talked} then talk.
- **Who writes the wrap-up is not rung**: those phones used to ring in vain, 25 s each, and 10% hung up. A queue without
  an end, which rings who has been free longest, would lose {queue_left}.
- **Some limits are settings**: a new Twilio account needs an approved Business profile before its second handover at
  once, an OpenWhisk host allows 60 invocations a minute, and `calls_per_day` is 200 unless set, 900 at most.
- **The platforms come last**: Twilio's one new call a second at some {twilio} a day. Code Engine's 250 containers are
  not reached: 100,000 handovers a day need {containers}.
- **The phone is the cost**: with 1,000 handovers a day, minutes and text messages are {phone} of {each} for each of
  them.
- **The dashboard lists more than the calls write**: with 1,000 handovers a day the page "Now" sends {polls} times as
  many class A requests as everything else, and more on larger desks."""
