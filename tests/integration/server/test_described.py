"""The description of the API is true: made-up requests to every route meet declared answers only, and no failure."""

from __future__ import annotations

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from app.access.authorise import at_the_door
from app.domain.access import BuiltInRole
from tests.rights_matrix import Stage

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 6
_PARTS = {"method", "url", "headers", "params", "data", "json", "files"}


@pytest.fixture
def stage(sqlite_database):
    return Stage(sqlite_database)


@pytest.fixture
def token(stage):
    """Of somebody who may do everything a person can do."""
    person = stage.people[BuiltInRole.TENANT_OWNER]
    scope = at_the_door(person.tenant)
    stage.server.grant(scope, person.id, BuiltInRole.PLATFORM_ADMIN)
    return person.token


def test_made_up_requests_to_every_route_meet_declared_answers_only(stage, token):
    schema = schemathesis.openapi.from_dict(stage.app.openapi())
    failures = []
    with TestClient(stage.app) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        for operation in (result.ok() for result in schema.get_all_operations()):
            failures += _tried(operation, client)
    assert not failures, "\n\n".join(failures)


def _tried(operation, client) -> list[str]:
    """One failure of this operation at most, in words."""

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def attempt(case):
        sent = case.as_transport_kwargs(base_url=str(client.base_url))
        ready = requests.Request(**{name: sent[name] for name in sent.keys() & _PARTS}).prepare()
        request = client.build_request(
            ready.method, ready.url, content=ready.body, headers=dict(ready.headers)
        )
        request.read()
        case.validate_response(client.send(request), checks=CHECKS)

    try:
        attempt()
    except (AssertionError, schemathesis.errors.SchemathesisError, BaseExceptionGroup) as failure:
        return [f"{operation.label}: {failure}"]
    return []


def test_every_route_says_what_it_does_and_which_permission_it_needs(stage):
    description = stage.app.openapi()
    silent = [
        f"{method} {path}"
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
        if not operation.get("description") or not (operation.get("x-permission") or operation.get("tags"))
    ]
    assert silent == []
    guarded = [
        o for methods in description["paths"].values() for o in methods.values() if "x-permission" in o
    ]
    assert len(guarded) > 40
    assert all(o["security"] == [{"access token": []}] for o in guarded)


def test_every_part_of_the_api_introduces_itself(stage):
    described = {tag["name"] for tag in stage.app.openapi()["tags"] if tag["description"]}
    used = {
        tag
        for methods in stage.app.openapi()["paths"].values()
        for o in methods.values()
        for tag in o["tags"]
    }
    assert used == described


def test_the_example_of_signing_in_runs(server):
    from tests.fakes.server import CHEAP

    (example,) = server.app.openapi()["components"]["schemas"]["Login"]["examples"]
    tenant = server.tenant(example["tenant"])
    server.person(tenant, email=example["email"], password_hash=CHEAP.hash(example["password"]))
    assert server.client.post("/v1/auth/login", json=example).status_code == 200


MADE = {
    "/v1/regions": "RegionBody",
    "/v1/stores": "StoreBody",
    "/v1/users": "Invitation",
    "/v1/roles": "RoleBody",
    "/v1/tenants": "TenantBody",
    "/v1/users/{user_id}/grants": "GrantBody",
    "/v1/publishable-keys": "KeyBody",
    "/v1/devices/codes": "CodeBody",
    "/v1/products": "ProductMessage",
    "/v1/templates": "TemplateBody",
    "/v1/break-glass": "LookBody",
}


@pytest.mark.parametrize(("path", "body"), MADE.items())
def test_the_examples_of_making_things_run(stage, token, path, body):
    schema = stage.app.openapi()["components"]["schemas"][body]
    sent = {name: part["examples"][0] for name, part in schema["properties"].items() if "examples" in part}
    sent |= {name: str(stage.own.ids[name]) for name in schema["required"] if name.endswith("_id")}
    assert set(schema["required"]) <= set(sent)
    filled = path.format(user_id=stage.own.ids["user_id"])
    client = TestClient(stage.server.app)
    answer = client.post(filled, json=sent, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 201, answer.text
