"""A person's data: find it, hand it over, delete it.

`search` finds what the bucket has about a phone number or a chat, `twilio_records` what Twilio has. `erasure` deletes it in
the right order; `person_file` is what the person gets. `operate/erase.py` and `operate/export.py` are the commands.
"""
