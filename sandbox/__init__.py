"""The sandbox: Watson, a phone network, a bucket and a function host on one machine, which behave as the real ones do."""
