"""What happened in a handover, for people at the desk: a summary in one sentence, and the story line by line."""
