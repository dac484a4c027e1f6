"""Paths of people, roles and grants."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app.access.authorise import Access
from app.domain.access import Permission
from sync.server.access import people, roles
from sync.server.access.schemas import (
    GrantBody,
    GrantShown,
    Invitation,
    Invited,
    Link,
    PermissionList,
    RoleBody,
    RoleList,
    RoleShown,
    UserBody,
    UserShown,
)
from sync.server.guard import requires
from sync.server.once import Once
from sync.server.paging import Page, PageWindow
from sync.server.parts import Parts
from sync.server.problems import CHANGE_PROBLEMS, CREATE_PROBLEMS, PROBLEMS
from sync.server.sign_in.schemas import Signed
from sync.server.versions import IfMatch, answer, nothing

router = APIRouter(prefix="/v1", tags=["access"])

UsersRead = Annotated[Access, requires(Permission.USERS_READ)]
UsersInvite = Annotated[Access, requires(Permission.USERS_INVITE)]
UsersUpdate = Annotated[Access, requires(Permission.USERS_UPDATE)]
UsersDisable = Annotated[Access, requires(Permission.USERS_DISABLE)]
UsersErase = Annotated[Access, requires(Permission.USERS_ERASE)]
SessionsRead = Annotated[Access, requires(Permission.SESSIONS_READ)]
SessionsRevoke = Annotated[Access, requires(Permission.SESSIONS_REVOKE)]
MfaReset = Annotated[Access, requires(Permission.MFA_RESET)]
RolesRead = Annotated[Access, requires(Permission.ROLES_READ)]
RolesAssign = Annotated[Access, requires(Permission.ROLES_ASSIGN)]
RolesWrite = Annotated[Access, requires(Permission.CUSTOM_ROLES_WRITE)]
RolesDelete = Annotated[Access, requires(Permission.CUSTOM_ROLES_DELETE)]


@router.get("/users", response_model=Page[UserShown], responses=PROBLEMS)
def list_users(access: UsersRead, window: PageWindow, parts: Parts) -> Page[UserShown]:
    """The people I can see, by address."""
    return people.list_people(parts, access, window)


@router.post("/users", status_code=201, response_model=Invited, responses=CREATE_PROBLEMS)
def invite_user(body: Invitation, access: UsersInvite, once: Once, parts: Parts) -> Response:
    """Invite somebody. Give them rights as grants, and hand them the link: with it they choose their password."""

    def work() -> Response:
        invited = people.invite(parts, access, body)
        return answer(invited, 201, f"/v1/users/{invited.id}")

    return once.run(access, body, work)


@router.get("/users/{user_id}", response_model=UserShown, responses=PROBLEMS)
def show_user(user_id: UUID, access: UsersRead, parts: Parts) -> Response:
    """One person."""
    return answer(people.show_person(parts, access, user_id))


@router.put("/users/{user_id}", response_model=UserShown, responses=CHANGE_PROBLEMS)
def change_user(
    user_id: UUID, body: UserBody, access: UsersUpdate, if_match: IfMatch, parts: Parts
) -> Response:
    """Change somebody's name or address."""
    return answer(people.change_person(parts, access, user_id, body, if_match))


@router.post("/users/{user_id}/disable", response_model=UserShown, responses=CHANGE_PROBLEMS)
def disable_user(user_id: UUID, access: UsersDisable, if_match: IfMatch, parts: Parts) -> Response:
    """Shut somebody out, from their next request on."""
    return answer(people.disable(parts, access, user_id, if_match))


@router.post("/users/{user_id}/enable", response_model=UserShown, responses=CHANGE_PROBLEMS)
def enable_user(user_id: UUID, access: UsersDisable, if_match: IfMatch, parts: Parts) -> Response:
    """Let somebody in again."""
    return answer(people.enable(parts, access, user_id, if_match))


@router.post("/users/{user_id}/erase", response_model=UserShown, responses=CHANGE_PROBLEMS)
def erase_user(user_id: UUID, access: UsersErase, if_match: IfMatch, parts: Parts) -> Response:
    """Forget somebody for good: name, address, password and sign-ins go. What they did stays, told by a bare id."""
    return answer(people.erase(parts, access, user_id, if_match))


@router.post("/users/{user_id}/link", status_code=201, response_model=Link, responses=CREATE_PROBLEMS)
def make_user_link(user_id: UUID, access: UsersUpdate, once: Once, parts: Parts) -> Response:
    """A link with which somebody chooses a new password, or accepts their invitation. Older links stop working."""
    return once.run(access, None, lambda: answer(people.make_link(parts, access, user_id), 201))


@router.delete("/users/{user_id}/second-factor", status_code=204, responses=PROBLEMS)
def reset_second_factor(user_id: UUID, access: MfaReset, parts: Parts) -> Response:
    """Take away a second factor that was lost. The person is signed out everywhere."""
    people.reset_factor(parts, access, user_id)
    return nothing()


@router.get("/users/{user_id}/sessions", response_model=list[Signed], responses=PROBLEMS)
def list_user_sessions(user_id: UUID, access: SessionsRead, parts: Parts) -> list[Signed]:
    """Where somebody is signed in, newest first."""
    return [Signed.of(session) for session in people.list_sessions(parts, access, user_id)]


@router.delete("/users/{user_id}/sessions/{session_id}", status_code=204, responses=PROBLEMS)
def end_user_session(user_id: UUID, session_id: UUID, access: SessionsRevoke, parts: Parts) -> Response:
    """Sign somebody out there."""
    people.end_session(parts, access, user_id, session_id)
    return nothing()


@router.get("/users/{user_id}/grants", response_model=list[GrantShown], responses=PROBLEMS)
def list_user_grants(user_id: UUID, access: RolesRead, parts: Parts) -> list[GrantShown]:
    """What somebody was granted."""
    return roles.list_grants(parts, access, user_id)


@router.post("/users/{user_id}/grants", status_code=201, response_model=GrantShown, responses=CREATE_PROBLEMS)
def grant_role(user_id: UUID, body: GrantBody, access: RolesAssign, once: Once, parts: Parts) -> Response:
    """Give somebody a role. Nobody gives what they lack; it counts from the next request on."""
    return once.run(access, body, lambda: answer(roles.grant(parts, access, user_id, body), 201))


@router.delete("/users/{user_id}/grants/{grant_id}", status_code=204, responses=PROBLEMS)
def take_role_back(user_id: UUID, grant_id: UUID, access: RolesAssign, parts: Parts) -> Response:
    """Take a role back. The last owner keeps theirs."""
    roles.take_back(parts, access, user_id, grant_id)
    return nothing()


@router.get("/permissions", response_model=PermissionList, responses=PROBLEMS)
def list_permissions(access: RolesRead) -> PermissionList:
    """Every permission there is."""
    del access
    return PermissionList(items=roles.all_permissions())


@router.get("/roles", response_model=RoleList, responses=PROBLEMS)
def list_roles(access: RolesRead, parts: Parts) -> RoleList:
    """The built-in roles and the company's own."""
    return roles.list_roles(parts, access)


@router.post("/roles", status_code=201, response_model=RoleShown, responses=CREATE_PROBLEMS)
def add_role(body: RoleBody, access: RolesWrite, once: Once, parts: Parts) -> Response:
    """Make a role of the company's own, of permissions I hold myself."""

    def work() -> Response:
        made = roles.add_role(parts, access, body)
        return answer(made, 201, f"/v1/roles/{made.id}")

    return once.run(access, body, work)


@router.get("/roles/{role_id}", response_model=RoleShown, responses=PROBLEMS)
def show_role(role_id: UUID, access: RolesRead, parts: Parts) -> Response:
    """One of the company's own roles."""
    return answer(roles.show_role(parts, access, role_id))


@router.put("/roles/{role_id}", response_model=RoleShown, responses=CHANGE_PROBLEMS)
def change_role(
    role_id: UUID, body: RoleBody, access: RolesWrite, if_match: IfMatch, parts: Parts
) -> Response:
    """Change one of the company's own roles, for all who hold it."""
    return answer(roles.change_role(parts, access, role_id, body, if_match))


@router.delete("/roles/{role_id}", status_code=204, responses=CHANGE_PROBLEMS)
def remove_role(role_id: UUID, access: RolesDelete, if_match: IfMatch, parts: Parts) -> Response:
    """Remove one of the company's own roles that nobody holds."""
    roles.remove_role(parts, access, role_id, if_match)
    return nothing()
