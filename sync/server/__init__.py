"""The central server: slices of routes > service > schemas around one guard.

To add a slice, write `sync/server/<slice>/routes.py` exposing `router = APIRouter(prefix="/v1/…", tags=["…"])`
and list it in `sync/server/slices.py`. Then, for every route:

- Declare exactly one permission; the guard yields the only way to a tenant's data::

      @router.get("/stores/{store_id}", responses=PROBLEMS)
      def show_store(
          store_id: UUID, access: Annotated[Access, requires(Permission.STORES_READ)], parts: Parts
      ) -> Response:
          return answer(service.show(parts.store, access, store_id))

  `requires(P, Holder.DEVICE)` takes mirrors' tokens instead of people's; name both holders to take both.
  A route for strangers says why: `dependencies=[public("people sign in here")]`. Anything else stops start-up.
- Open repositories with `parts.store.reading(access.scope)` or `.write(access.scope, work)`. Ask `access.into(store)`,
  `access.into_region(id)` or `access.everywhere()` before touching a place: the permission may hold in some only.
- Write `note(shop, access, "store", store.id, before=…, after=…)` in the same transaction for every administrative act.
  Refusals are written by the server itself.
- Lists: take `Window` and answer `page_of(...)` (sync.server.paging). Changes of one thing: take `IfMatch` and call
  `if_match.check(current)` inside the transaction (sync.server.versions). POSTs that make something: take `Once` and
  return `once.run(access, body, work)` (sync.server.once).
- Routes are plain `def` functions: they wait for the database on a worker thread.
- Raise domain errors (Unknown 404, Refused 403, AlreadyThere 409, UnusableRecord 422, Outdated 412, RetryLater 503,
  NeedsOwner 409) or `ApiError(status, "stable_reason", "Sentence.")`; both become `application/problem+json`.
- Bigger bodies than 1 MiB: `max_body_size=` at the route.
"""
