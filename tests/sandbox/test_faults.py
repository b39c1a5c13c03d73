"""The fault plan that all parts of the sandbox share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sandbox.faults import FaultPlan


def test_a_fault_is_used_up_by_the_requests_it_was_planned_for() -> None:
    plan: FaultPlan[str, str] = FaultPlan()
    plan.add("refused", lambda request: request == "a", times=2)
    assert [plan.take(request) for request in ("b", "a", "a", "a")] == [None, "refused", "refused", None]


def test_entries_are_tried_in_the_order_they_were_added() -> None:
    plan: FaultPlan[str, str] = FaultPlan()
    plan.add("first")
    plan.add("always", times=None)
    assert [plan.take("a") for _ in range(3)] == ["first", "always", "always"]
    plan.clear()
    assert plan.take("a") is None


def test_a_condition_may_send_a_request_itself() -> None:
    plan: FaultPlan[str, str] = FaultPlan()
    plan.add("slow", lambda request: request == "outer" and plan.take("inner") is None)
    assert plan.take("outer") == "slow"


def test_many_threads_get_no_more_faults_than_were_planned() -> None:
    plan: FaultPlan[int, str] = FaultPlan()
    plan.add("refused", times=20)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(plan.take, range(200))).count("refused") == 20
