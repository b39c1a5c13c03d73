"""What the server and the platform that runs it must agree on. Nothing is imported here: deploy.sh reads it."""

from __future__ import annotations

PORT = 8080

#: Requests that run at the same time, and those that may wait for a thread.
THREADS, MOST_WAITING = 16, 64

#: Bytes of a request's body, as on Code Engine; and the seconds in which it must have arrived.
MOST_BYTES, BODY_SECONDS = 5 * 1_048_576, 20.0

#: Bytes of all bodies that are in memory at the same time. Twilio's and Watson's have some kilobytes.
MOST_BYTES_AT_ONCE = 64 * 1_048_576

#: Seconds from SIGTERM until what runs must have ended: more than any action may take.
END_SECONDS = 50

#: Seconds after which the platform gives a request up.
REQUEST_SECONDS = 60
