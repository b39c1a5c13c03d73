"""Each campaign in small: what `make trust` proves in full must hold for every change."""

from __future__ import annotations

import pytest

from tests.trust.campaign import Campaign
from tests.trust.campaigns import CAMPAIGNS


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("campaign", CAMPAIGNS, ids=lambda campaign: campaign.name)
def test_the_promise_holds_in_small(campaign: Campaign) -> None:
    findings = campaign.run(0.01, 7)
    assert findings.broken == []
    assert findings.figures
