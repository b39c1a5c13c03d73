"""All campaigns, in the order of docs/trust.md."""

from __future__ import annotations

from collections.abc import Sequence

from tests.trust import at_most_one, crowd, fault_matrix, load, nobody_in, nothing_lost
from tests.trust.campaign import Campaign

CAMPAIGNS: Sequence[Campaign] = (
    at_most_one.CAMPAIGN,
    crowd.CAMPAIGN,
    nothing_lost.CAMPAIGN,
    fault_matrix.CAMPAIGN,
    nobody_in.CAMPAIGN,
    load.CAMPAIGN,
)
