"""The function host of the simulation."""

from __future__ import annotations

from bench.scale.containers import Containers, Speed

SPEED = Speed(warm=1.0, cold=5.0, idle=60.0)


def test_a_free_container_is_used_again() -> None:
    containers = Containers(SPEED)

    assert containers.run("twiml greet", 0) == 5
    assert containers.run("twiml connect", 30) == 1
    assert containers.most == 1


def test_a_container_that_was_idle_too_long_is_gone() -> None:
    containers = Containers(SPEED)
    containers.run("twiml greet", 0)

    assert containers.run("twiml greet", 5 + 61) == 5
    assert containers.cold["twiml"] == 2


def test_two_requests_at_once_need_two_containers() -> None:
    containers = Containers(SPEED)
    containers.run("status customer ringing", 0)

    assert containers.run("status customer ringing", 1) == 5
    assert containers.most == 2


def test_actions_do_not_share_containers() -> None:
    containers = Containers(SPEED)
    containers.run("status customer ringing", 0)

    assert containers.run("twiml greet", 30) == 5


def test_the_one_that_was_idle_last_is_used_first() -> None:
    containers = Containers(SPEED)
    containers.run("twiml greet", 0)
    containers.run("twiml greet", 1)  # idle since 6; the first since 5
    containers.run("twiml greet", 40)

    assert containers.run("twiml greet", 66) == 1  # the first is gone, not this one
    assert containers.cold["twiml"] == 2


def test_runs_and_idle_time_are_billed_until_the_container_goes() -> None:
    containers = Containers(SPEED)
    containers.run("twiml greet", 0)  # 5 s
    containers.run("twiml greet", 10)  # idle for 5 s, then 1 s
    containers.end(11)

    assert containers.billed["twiml"] == 5 + 5 + 1 + 60


def test_the_platforms_limit_refuses_a_run() -> None:
    containers = Containers(SPEED, instances=1)
    containers.run("twiml greet", 0)

    assert containers.run("status customer ringing", 1) is None
    assert containers.refused == 1
    assert containers.run("twiml greet", 6) == 1


def test_turns_run_beside_the_calls_at_their_own_times() -> None:
    containers = Containers(SPEED, turns=[1.0, 2.0, 500.0])
    containers.run("twiml greet", 3)

    assert containers.runs["transcript"] == 2
    assert containers.cold["transcript"] == 2
    containers.end(500)
    assert containers.runs["transcript"] == 3


def test_the_busiest_minute_is_counted_by_the_clock() -> None:
    containers = Containers(SPEED)
    for at in (0, 59, 60, 61, 62):
        containers.run("twiml greet", at)
    containers.end(200)

    assert containers.minute == 3
