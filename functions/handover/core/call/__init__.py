"""A call: its events, the state they add up to, and the TwiML of each step."""
