from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.http.pacing import AdaptivePace, Bucket, CostPace, WindowPace

SECOND_NS = 10**9


@given(st.lists(st.integers(1, 400), min_size=1, max_size=60), st.integers(50, 2000))
def test_the_bucket_is_never_overdrawn(costs, restored_per_s):
    bucket, now_ns, spent = Bucket(1000, 1000, restored_per_s, 0), 0, 0.0
    for cost in costs:
        bucket, wait_s = bucket.take(cost, now_ns)
        now_ns += round(wait_s * SECOND_NS)
        spent += cost
        assert spent <= 1000 + restored_per_s * now_ns / SECOND_NS + 1e-3


def test_a_place_taken_ahead_makes_the_next_one_wait_longer():
    pace = CostPace(maximum=100, restored_per_s=50)
    waits = [pace.reserve(100, 0) for _ in range(3)]
    assert waits == [0.0, 2.0, 4.0]


def test_the_shops_own_count_replaces_ours():
    pace = CostPace(maximum=1000, restored_per_s=50)
    pace.reserve(10, 0)
    pace.settle(10, 10, Bucket(2000, 20, 100, 0), 0)
    assert pace.reserve(120, 0) == 1.0


def test_what_is_still_on_its_way_is_not_counted_twice():
    pace = CostPace(maximum=1000, restored_per_s=50)
    pace.reserve(500, 0)
    pace.reserve(400, 0)
    pace.settle(500, 500, Bucket(1000, 500, 50, 0), 0)
    assert pace.reserve(150, 0) == 1.0


def window(left: int, status: int = 200, reset_ms: int = 5000) -> WindowPace:
    pace = WindowPace()
    headers = {
        "x-rate-limit-requests-quota": "150",
        "x-rate-limit-requests-left": str(left),
        "x-rate-limit-time-reset-ms": str(reset_ms),
        "x-rate-limit-time-window-ms": "30000",
    }
    pace.observe(status, headers, 0)
    return pace


def test_a_tenth_of_the_window_is_left_to_the_shops_other_apps():
    pace = window(left=17)
    assert [pace.reserve(1, 0) for _ in range(3)] == [0.0, 0.0, 5.0]


def test_after_the_reset_the_whole_window_is_there_again():
    pace = window(left=0)
    assert pace.reserve(1, 0) == 5.0
    assert pace.reserve(1, 5 * SECOND_NS) == 0.0


def test_a_refusal_empties_the_window():
    assert window(left=100, status=429).reserve(1, 0) == 5.0


def test_answers_without_limits_change_nothing():
    pace = WindowPace()
    pace.observe(200, {}, 0)
    assert pace.reserve(1, 0) == 0.0


def test_a_shop_without_limits_is_asked_at_full_speed_until_it_complains():
    pace = AdaptivePace()
    assert [pace.reserve(1, 0) for _ in range(5)] == [0.0] * 5
    pace.observe(429, {}, 0)
    assert pace.reserve(1, 0) == 0.0
    assert pace.reserve(1, 0) == AdaptivePace.FIRST_GAP_S


def test_it_dares_to_go_faster_again():
    pace = AdaptivePace()
    pace.observe(429, {}, 0)
    for _ in range(60):
        pace.observe(200, {}, 0)
    pace.reserve(1, 0)
    assert pace.reserve(1, 0) == 0.0
