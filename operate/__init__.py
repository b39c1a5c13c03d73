"""What an operator runs: `operate.bundle` builds the bundle, `operate.deploy` has the steps of deploy.sh.

Imports the bundle's source (`handover`), so that each setting and key is spelled once. Nothing in functions/ imports this.
"""
