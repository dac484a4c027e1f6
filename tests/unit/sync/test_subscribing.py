from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.platforms.subscribing import SubscriptionPlan, plan_subscriptions
from sync.platforms.values import Subscription

HERE = "https://mirror.example/webhooks/woocommerce/1"
TOPICS = ("product.created", "product.updated", "product.deleted")

existing = st.lists(
    st.builds(
        Subscription,
        topic=st.sampled_from((*TOPICS, "order.created")),
        address=st.sampled_from((HERE, "https://old.example/hook")),
        id=st.uuids().map(str),
        is_active=st.booleans(),
    ),
    unique_by=lambda one: one.id,
)


def carried_out(plan: SubscriptionPlan, before: list[Subscription]) -> list[Subscription]:
    untouched = [one for one in before if one not in plan.repair and one not in plan.remove]
    mended = [Subscription(one.topic, HERE, one.id) for one in plan.repair]
    made = [Subscription(topic, HERE, f"new {topic}") for topic in plan.create]
    return untouched + mended + made


@given(existing)
def test_after_its_plan_every_wanted_topic_has_one_active_webhook_here(before):
    after = carried_out(plan_subscriptions(TOPICS, before, HERE), before)
    assert sorted(one.topic for one in after) == sorted(TOPICS)
    assert all(one.is_active and one.address == HERE for one in after)
    assert plan_subscriptions(TOPICS, after, HERE) == SubscriptionPlan()


@given(existing)
def test_a_sound_webhook_is_left_alone(before):
    plan = plan_subscriptions(TOPICS, before, HERE)
    sound = {one.topic for one in before if one.is_active and one.address == HERE}
    assert not sound & {one.topic for one in plan.repair}
