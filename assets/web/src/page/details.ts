/** What a page says of the product whose glasses are tried on. */

export interface Variant {
  readonly sku: string;
  readonly colour: string;
  /** Address of its GLB. */
  readonly model: string;
  readonly price?: string;
  /** `#rrggbb` */
  readonly swatch?: string;
  readonly in_stock?: boolean;
  /** Address of a small picture, for lists. */
  readonly picture?: string;
  readonly url?: string;
}

export interface Details {
  readonly productId: string;
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  /** As printed inside a temple: `50□19–145`. */
  readonly boxing: string;
  readonly url: string;
  /** At least one; the one of `sku` among them. */
  readonly variants: readonly Variant[];
  /** Address of the catalogue for recommendations; empty: none. */
  readonly catalogue: string;
  /** Address of the shop's notice on face data; empty: none. */
  readonly notice: string;
}

/** A page that did not say what the try-on needs; the message names the attribute. */
export class UnusableDetails extends Error {}

export function detailsOf(element: Element): Details {
  const text = (name: string): string => element.getAttribute(name)?.trim() ?? "";
  const sku = text("sku");
  const own = { sku, colour: text("colour"), model: text("model"), price: text("price") };
  const variants = variantsOf(text("variants"), own);
  if (!sku) throw new UnusableDetails("varai-try-on: the attribute sku is missing");
  return {
    productId: text("product-id") || sku,
    sku,
    name: text("name") || sku,
    brand: text("brand"),
    boxing: text("boxing"),
    url: text("url"),
    variants,
    catalogue: text("catalogue"),
    notice: text("notice"),
  };
}

function variantsOf(json: string, own: Variant): readonly Variant[] {
  const listed = json ? parsed(json).filter(isVariant) : [];
  if (listed.some((variant) => variant.sku === own.sku)) return listed;
  if (!own.model) throw new UnusableDetails("varai-try-on: neither model nor variants name a model for this sku");
  return [own, ...listed];
}

function parsed(json: string): unknown[] {
  try {
    const value: unknown = JSON.parse(json);
    if (Array.isArray(value)) return value;
  } catch {
    // said below, as for any other text that is no list
  }
  throw new UnusableDetails("varai-try-on: the attribute variants is no JSON list");
}

function isVariant(value: unknown): value is Variant {
  const variant = value as Partial<Variant> | null;
  return typeof variant?.sku === "string" && typeof variant.model === "string" && typeof variant.colour === "string";
}
