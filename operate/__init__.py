"""The operator's commands: `operate.bundle` builds the bundle, `operate.deploy` has the steps of deploy.sh.

They import the bundle's source (`handover`), so each setting and key is defined once. Nothing in functions/ imports them.
"""
