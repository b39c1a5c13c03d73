"""Watson Assistant's dialog skills, through the API that the operator's plan has.

document    the skill as JSON: its webhook, and what is masked; pure
workspaces  the v1 API: every plan
skills      the v2 API: Plus and higher, where skills belong to assistants
service     chooses one of the two, and explains errors in one sentence
"""
