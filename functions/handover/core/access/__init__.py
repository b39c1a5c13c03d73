"""Who may see what: viewers, links to one handover, sign-in codes. Pure."""
