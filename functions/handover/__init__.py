"""The bundle: from a chat to a phone call with a person, without losing a word. Start reading at `door.py`."""
