"""Access to the dashboard: viewers, agents' links, sign-in codes."""
