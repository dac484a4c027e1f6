/**
 * One script for product pages of any shop: finds the product's SKU, asks the try-on's own site whether there is a
 * frame for it, and puts the button where the page wants it. Loads nothing else before the press.
 *
 * The page may say where and what: `<div data-varai-try-on data-varai-sku="…">`, with `data-varai-skus`, a JSON map
 * from variant ids to SKUs, where the platform marks the chosen variant by its id. Without such a place the SKU is
 * read from the page's own markup and the button goes below the form that adds to the basket.
 */
import "./try-on.js";
import { make } from "./page/dom";
import { HOME } from "./page/home";

interface KnownFrame {
  readonly product_id: string;
  readonly name: string;
  readonly brand: string;
  readonly boxing: string;
  readonly variants: readonly { sku: string; model: string }[];
}

const PLACES = [
  "form.variations_form", "form.cart", // WooCommerce
  "#product_addtocart_form", // Magento, Luma
  "form[data-cart-item-add]", // BigCommerce, Cornerstone
  "product-form form", "form[action*='/cart/add']", // Shopify, Dawn
];
const SKU_TEXTS = "[data-product-sku], [itemprop='sku'], .product_meta .sku, .product.attribute.sku .value";
const VARIANT_INPUTS = "form[action*='/cart/add'] [name='id'], input[name='variation_id'], input[name='selected_configurable_option']";
const SETTLED_MS = 250;

let shown: HTMLElement | undefined;
let asked = "";

/** SKUs of what the page shows, the chosen variant first: by its id where the place knows the SKUs. */
function skusNow(place: HTMLElement | null): string[] {
  const byId = skusById(place);
  const inputs = [...document.querySelectorAll<HTMLInputElement>(VARIANT_INPUTS)];
  const chosen = inputs.map((input) => byId[input.value]);
  const written = place?.dataset["varaiSku"] || skuOfMarkup() || skuOfJsonLd();
  return [...chosen, written, ...Object.values(byId)].filter(Boolean);
}

function skuOfMarkup(): string {
  const nodes = [...document.querySelectorAll<HTMLElement>(SKU_TEXTS)];
  const said = nodes.map((node) => node.getAttribute("content") || node.dataset["productSku"] || node.textContent || "");
  return said.map((sku) => sku.trim()).find(Boolean) ?? "";
}

function skusById(place: HTMLElement | null): Record<string, string> {
  try {
    return (JSON.parse(place?.dataset["varaiSkus"] || "{}") ?? {}) as Record<string, string>;
  } catch {
    return {};
  }
}

function skuOfJsonLd(): string {
  for (const block of document.querySelectorAll("script[type='application/ld+json']")) {
    try {
      const found = [JSON.parse(block.textContent ?? "") as unknown].flat() as { "@type"?: string; sku?: unknown }[];
      const product = found.find((one) => one["@type"] === "Product" && typeof one.sku === "string");
      if (product) return product.sku as string;
    } catch {
      // A block that is no JSON says nothing of a SKU.
    }
  }
  return "";
}

/** In which of the site's files a SKU is listed: 32-bit FNV-1a of its UTF-8 bytes, the lowest six bits. */
export function shardOf(sku: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(sku)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (hash % 64).toString(16).padStart(2, "0");
}

async function frameOf(sku: string): Promise<KnownFrame | undefined> {
  const response = await fetch(new URL(`skus/${shardOf(sku)}.json`, HOME));
  if (!response.ok) return undefined;
  const frames = (await response.json()) as Record<string, KnownFrame>;
  return Object.hasOwn(frames, sku) ? frames[sku] : undefined;
}

async function firstKnown(skus: readonly string[]): Promise<{ sku: string; frame: KnownFrame } | undefined> {
  for (const sku of new Set(skus)) {
    const frame = await frameOf(sku);
    if (frame) return { sku, frame };
  }
  return undefined;
}

async function show(): Promise<void> {
  const place = document.querySelector<HTMLElement>("[data-varai-try-on]");
  const skus = skusNow(place);
  const question = skus.join("\n");
  // A theme's editor draws the place anew, without what stood there.
  const isGone = shown !== undefined && !shown.isConnected;
  if (question === asked && !isGone) return;
  asked = question;
  const known = await firstKnown(skus);
  if (question !== asked || (known && shown?.isConnected && known.sku === shown.getAttribute("sku"))) return;
  document.querySelectorAll("varai-try-on[data-embedded]").forEach((other) => other.remove());
  shown = undefined;
  if (!known) return;
  const { sku, frame } = known;
  const variants = frame.variants.map((variant) => ({ ...variant, model: new URL(variant.model, HOME).href }));
  const { variant = "", size = "", label = "" } = place?.dataset ?? {};
  const element = make("varai-try-on" as "div", {
    "data-embedded": true, sku, "product-id": frame.product_id, name: frame.name, brand: frame.brand,
    boxing: frame.boxing, variants: JSON.stringify(variants), variant, size, label,
  });
  if (place) place.append(element);
  else document.querySelector(PLACES.join(","))?.after(element);
  if (element.isConnected) shown = element;
}

function look(): void {
  show().catch((reason: unknown) => console.warn("varai-try-on:", reason));
}

function lookSoon(): void {
  look();
  setTimeout(look, SETTLED_MS);
}

for (const kind of ["change", "click"]) document.addEventListener(kind, lookSoon);
addEventListener("popstate", lookSoon);
document.addEventListener("shopify:section:load", look);
const changes = new MutationObserver(look);
for (const node of document.querySelectorAll(SKU_TEXTS))
  changes.observe(node, { childList: true, characterData: true, subtree: true, attributes: true });
look();
