"""A laptop-sized world for the bundle: Watson, a phone network, a bucket and a function host, as the real ones behave."""
