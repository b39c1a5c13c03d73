"""Campaigns against the promises: each attacks one of them with generated trouble and reports figures.

`make trust` runs all of them in full and writes docs/trust.md; `make test-slow` runs each in small. A campaign never
depends on how fast the machine is: what it counts is right or wrong, and the times that it shows are only shown.

    campaign.py      what a campaign is, and what it reports
    page.py          docs/trust.md, written from the reports
    at_most_one.py   many identical requests, lost answers, killed processes: one call at most
    crowd.py         the processes that send those requests to real storage servers
"""
