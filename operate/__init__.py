"""What an operator runs: the bundle, the deploy steps, and later the care of a running desk.

May import the bundle's source (`handover`), so that a setting or a key is spelled once. Nothing in functions/ imports this.
"""
