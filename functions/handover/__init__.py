"""Handover's bundle: takes a conversation from a chatbot into a phone call with an agent. Start reading at `runtime.py`."""
