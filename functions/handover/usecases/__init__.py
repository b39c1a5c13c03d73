"""What the bundle does, one module per use case: decisions from `core`, effects through `services`."""
