"""Twilio's REST API over HTTP, as its SDK expects it."""
