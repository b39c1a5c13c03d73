"""The bundle's use cases, one module for each: decisions come from `core`, effects go through `services`."""
