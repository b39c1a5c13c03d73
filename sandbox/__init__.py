"""A laptop-sized world for the bundle: Watson, a phone network, a bucket and a function host, as faithful as the facts allow."""
