"""The bundle beside a relay chain of Node-RED and Express, which stands for what Handover replaces.

`flow.json`, `settings.js` and `click_to_call.js` are the chain; they were written for this comparison.
"""
