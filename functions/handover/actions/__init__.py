"""One module per door: a request comes in, one use case runs, a response goes out. No decisions here."""
