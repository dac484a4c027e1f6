/** Events for the page: bubbling, composed, never with anything of the face. They are sent nowhere from here. */

export type TryOnEventName =
  | "virtual_try_on_initiated"
  | "virtual_try_on_started"
  | "virtual_try_on_failed"
  | "virtual_try_on_face_found"
  | "virtual_try_on_variant_selected"
  | "virtual_try_on_compared"
  | "virtual_try_on_snapshot_taken"
  | "virtual_try_on_shared"
  | "virtual_try_on_product_selected"
  | "virtual_try_on_closed";

export interface TryOnEventDetail {
  readonly productId: string;
  readonly sku: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly [more: string]: unknown;
}

declare global {
  // For listeners in TypeScript, on the element and above it.
  interface GlobalEventHandlersEventMap extends Record<TryOnEventName, CustomEvent<TryOnEventDetail>> {}
}

export type Tell = (name: TryOnEventName, more?: Record<string, unknown>) => void;

/** How components tell the page what happened, on behalf of one element. */
export function teller(target: EventTarget, product: () => { productId: string; sku: string }): Tell {
  return (name, more = {}) => {
    const detail: TryOnEventDetail = { ...product(), at: new Date().toISOString(), ...more };
    target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  };
}
