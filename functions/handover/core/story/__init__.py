"""What happened in a handover, told to the people at the desk in plain words: on top one sentence, below it every fact."""
