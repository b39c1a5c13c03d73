"""The chat: numbers as people type them, what was said, which language, what must stay private."""
