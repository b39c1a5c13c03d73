"""One module per action: a request comes in, one use case runs, a response goes out. No decisions are made here."""
