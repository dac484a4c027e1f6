from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import pytest
from fastapi import APIRouter

from app.access.authorise import Access
from app.access.tokens import Holder
from app.domain.access import BuiltInRole, DeviceStatus, Permission, UserStatus
from app.domain.audit import AuditResult
from app.domain.tenancy import TenantStatus
from sync.server.guard import UnguardedRoute, public, requires
from sync.server.slices import Slice
from sync.server.versions import nothing
from tests.fakes.server import RunningServer

router = APIRouter(prefix="/probe", tags=["probe"])


@router.get("/frames")
def read_frames(
    access: Annotated[Access, requires(Permission.FRAMES_READ, Holder.STAFF, Holder.DEVICE)],
) -> str:
    return str(access.actor.tenant_id)


@router.delete("/frames")
def delete_frames(access: Annotated[Access, requires(Permission.FRAMES_DELETE)]) -> str:
    access.everywhere()
    return ""


@pytest.fixture
def server(sqlite_database):
    return RunningServer(sqlite_database, (Slice(router, "For these tests."),))


@pytest.fixture
def clerk(server, tenant):
    return server.person(tenant, BuiltInRole.SALES_STAFF)


def asked(server, person, method="GET", **more):
    answer = server.client.request(method, "/probe/frames", headers=person.headers, **more)
    return answer.status_code, answer.json().get("reason") if answer.is_error else answer.json()


def test_a_token_opens_the_tenant_it_was_made_for(server, clerk, tenant):
    assert asked(server, clerk) == (200, str(tenant))


def test_without_a_token_nothing_opens(server):
    answer = server.client.get("/probe/frames")
    assert (answer.status_code, answer.json()["reason"]) == (401, "missing_token")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="varai"'


def test_a_missing_permission_is_refused_and_written_down(server, clerk, tenant):
    assert asked(server, clerk, "DELETE") == (403, "not_allowed")
    with server.store.reading(tenant) as shop:
        (refused,) = shop.audit.page(10)
    assert (refused.event.actor_id, refused.event.action) == (clerk.id, "catalog:frames:delete")
    assert (refused.event.result, refused.event.address) == (AuditResult.DENIED, "testclient")
    assert refused.event.request_id


def test_rights_over_one_store_are_not_rights_over_the_company(server, tenant):
    local = server.person(tenant, BuiltInRole.TENANT_OWNER, store=server.place(tenant, "1"))
    assert asked(server, local, "DELETE") == (403, "not_allowed")


def changed(server, person, **changes):
    def work(shop):
        shop.staff.save(replace(shop.staff.get(person.id), **changes))

    server.store.write(person.tenant, work)


def test_a_disabled_person_is_out_at_the_next_request(server, clerk):
    changed(server, clerk, status=UserStatus.DISABLED)
    assert asked(server, clerk) == (401, "account_disabled")


def test_a_raised_epoch_ends_older_tokens(server, clerk):
    changed(server, clerk, epoch=1)
    assert asked(server, clerk) == (401, "rights_changed")


def test_an_ended_session_ends_its_tokens(server, clerk, tenant):
    server.store.write(tenant, lambda shop: shop.sessions.revoke(clerk.session, "signed out"))
    assert asked(server, clerk) == (401, "session_ended")


def test_a_suspended_company_is_out(server, clerk, tenant):
    from app.access.authorise import at_the_front_door

    server.store.write_directory(at_the_front_door(), lambda d: d.set_status(tenant, TenantStatus.SUSPENDED))
    assert asked(server, clerk) == (401, "tenant_suspended")


def test_a_grant_that_ends_is_gone_with_its_moment(server, tenant):
    person = server.person(tenant)
    end = server.clock.now().replace(minute=31)
    server.grant(tenant, person.id, BuiltInRole.SALES_STAFF, not_after=end)
    assert asked(server, person)[0] == 200
    server.clock.advance(60)
    assert asked(server, person) == (403, "not_allowed")


def test_a_mirror_reads_frames_and_opens_no_door_of_the_staff(server, tenant):
    mirror = server.mirror(tenant, server.place(tenant, "1"))
    assert asked(server, mirror) == (200, str(tenant))
    assert asked(server, mirror, "DELETE") == (401, "wrong_audience")


def test_a_revoked_mirror_is_out_at_the_next_request(server, tenant):
    mirror = server.mirror(tenant, server.place(tenant, "1"))

    def revoke(shop):
        shop.devices.save(replace(shop.devices.get(mirror.id), status=DeviceStatus.REVOKED))

    server.store.write(tenant, revoke)
    assert asked(server, mirror) == (401, "device_revoked")


def test_who_asks_too_often_waits(sqlite_database):
    server = RunningServer(sqlite_database, (Slice(router, "x"),), actor_pace="2/minute")
    person = server.person(server.tenant("nord"), BuiltInRole.SALES_STAFF)
    assert [asked(server, person)[0] for _ in range(3)] == [200, 200, 429]
    server.clock.advance(60)
    assert asked(server, person)[0] == 200


def test_several_workers_together_give_out_no_more_than_one_would(sqlite_database):
    for workers, let_in in ((2, [200, 200, 429]), (9, [200, 429, 429])):
        slices = (Slice(router, "x"),)
        server = RunningServer(sqlite_database, slices, actor_pace="4/minute", workers=workers)
        person = server.person(server.tenant(f"nord-{workers}"), BuiltInRole.SALES_STAFF)
        assert [asked(server, person)[0] for _ in range(3)] == let_in


def unguarded():
    router = APIRouter(tags=["wrong"])
    router.add_api_route("/open", nothing)
    return router


def guarded_twice():
    router = APIRouter(tags=["wrong"])
    router.add_api_route("/open", delete_frames, dependencies=[public("also for strangers")])
    return router


@pytest.mark.parametrize("wrong", [unguarded(), guarded_twice()])
def test_a_route_without_exactly_one_declared_permission_stops_the_start(sqlite_database, wrong):
    with pytest.raises(UnguardedRoute, match="/open declares"):
        RunningServer(sqlite_database, (Slice(wrong, "Wrong."),))
