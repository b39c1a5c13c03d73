"""TwiML: its grammar as data, documents read and checked, and the verbs played on a leg."""
