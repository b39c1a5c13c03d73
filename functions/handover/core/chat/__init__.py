"""The chat before and during a call: its transcript, and the transcript in pages."""
