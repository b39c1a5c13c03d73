"""The dialog skill in Watson Assistant: imported once, its webhook wired, by whichever API the plan has.

document    the skill as JSON: what is filled in, what is masked; pure
workspaces  the v1 API: every plan
skills      the v2 API: Plus and higher, where skills belong to assistants
service     which of the two; errors in one sentence
step        what is planned and done
"""
