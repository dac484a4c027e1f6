// What pages do beyond being read: theme, menu, colours, basket, filters, search. Without it every page still says all.
const root = document.documentElement;
root.classList.add("js");

const stored = (key, otherwise) => {
  try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; }
};
const store = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private mode */ } };
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// Theme: the visitor's system decides until they choose.
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ?? (systemIsDark.matches ? "dark" : "light")) === "dark";
const chosenTheme = stored("theme", null);
if (chosenTheme === "dark" || chosenTheme === "light") root.dataset.theme = chosenTheme;
for (const button of all("[data-theme-switch]")) {
  button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    store("theme", root.dataset.theme);
    button.setAttribute("aria-pressed", String(isDark()));
  });
}

// Some folds stand open where there is room; menus close by Escape.
const isWide = matchMedia("(min-width: 60rem)");
const foldAll = () => {
  for (const fold of all("[data-fold]")) fold.open = isWide.matches;
};
foldAll();
isWide.addEventListener("change", foldAll);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of all("[data-menu][open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});

// Today's opening hours.
const today = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"][new Date().getDay()];
for (const row of all(`[data-day=${today}]`)) row.setAttribute("aria-current", "date");
for (const place of all("[data-today]")) place.textContent = `${place.dataset.today}: ${place.dataset[today]}`;

// Basket: kept on this device, handed over to the shop's checkout or an enquiry.
const lines = () => stored("basket", []).filter((line) => line && typeof line.sku === "string" && line.quantity > 0);
const showCount = () => {
  const count = lines().reduce((sum, line) => sum + line.quantity, 0);
  for (const badge of all("[data-basket-count]")) badge.textContent = count ? String(count) : "";
};
const product = document.querySelector("[data-product]");
product?.querySelector("[data-variants]").addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = product.querySelector("input[name=variant]:checked");
  const kept = lines();
  const line = kept.find((one) => one.sku === chosen.value);
  if (line) line.quantity += 1;
  else kept.push({
    sku: chosen.value, name: product.dataset.name, colour: chosen.dataset.label, price: chosen.dataset.price,
    url: product.dataset.url, checkout: chosen.dataset.checkout, quantity: 1,
  });
  store("basket", kept);
  showCount();
  const said = product.querySelector("[data-added]");
  said.textContent = said.dataset.words;
});
product?.addEventListener("change", (event) => {
  if (event.target.name !== "variant") return;
  product.querySelector("[data-added]").textContent = "";
  product.querySelector("varai-try-on")?.setAttribute("sku", event.target.value);
});
product?.addEventListener("virtual_try_on_variant_selected", (event) => {
  const same = all("input[name=variant]", product).find((input) => input.value === event.detail.sku);
  if (same) same.checked = true;
});

const CHECKOUTS = {
  shopify: (wanted) => `/cart/${wanted}`,
  woocommerce: (wanted) => `/checkout-link/?products=${wanted}`,
  bigcommerce: (wanted) => `/checkout/?products=${wanted}&action=buy`,
};
const handOver = (basket, kept) => {
  const { kind, checkout, mail, subject } = basket.dataset;
  const shop = checkout.replace(/\/$/, "");
  // BigCommerce knows products by SKU; the others by numbers of their own, which came with the page.
  const named = kept.map((line) => ({ id: kind === "bigcommerce" ? line.sku : line.checkout, quantity: line.quantity }));
  const wanted = named.map(({ id, quantity }) => `${id}:${quantity}`).join(",");
  if (kind in CHECKOUTS && named.every(({ id }) => /^[\w.-]+$/.test(id ?? ""))) return shop + CHECKOUTS[kind](wanted);
  if (!mail) return "";
  const text = kept.map((line) => `${line.quantity} × ${line.name}, ${line.colour} (${line.sku})`).join("\r\n");
  return `mailto:${mail}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text)}`;
};
const showBasket = (basket) => {
  const kept = lines();
  basket.querySelector("[data-lines]").replaceChildren(...kept.map((line) => {
    const less = element("button", { type: "button", class: "button", "aria-label": `${basket.dataset.remove}: ${line.name}` }, basket.dataset.remove);
    less.addEventListener("click", () => { store("basket", lines().filter((one) => one.sku !== line.sku)); showBasket(basket); });
    const link = element("a", { href: /^\/(?!\/)/.test(line.url) ? line.url : "#" }, `${line.name}, ${line.colour}`);
    return element("li", { class: "line" }, link, element("span", {}, `${line.quantity} × ${line.price}`), less);
  }));
  basket.querySelector("[data-empty]").hidden = kept.length > 0;
  const address = handOver(basket, kept);
  const way = basket.querySelector("[data-hand-over]");
  way.hidden = kept.length === 0;
  const link = way.querySelector("a");
  if (address) link.href = address;
  if (!address.startsWith("https:")) link.textContent = basket.dataset.enquire;
  showCount();
};
for (const basket of all("[data-basket]")) showBasket(basket);
showCount();

// Filters and search look through one file of all frames, fetched when first needed.
const SHOWN = 96;
let frames;
const allFrames = (address) => {
  frames ??= fetch(address).then((answer) => answer.json()).then(({ columns, rows }) =>
    rows.map((row) => Object.fromEntries(row.map((value, at) => [columns[at], value]))));
  return frames;
};
const SVG = "http://www.w3.org/2000/svg";
const swatch = (colour) => {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ class: "swatch", viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" })) svg.setAttribute(name, value);
  const circle = document.createElementNS(SVG, "circle");
  for (const [name, value] of Object.entries({ cx: 10, cy: 10, r: 9, fill: colour })) circle.setAttribute(name, value);
  svg.append(circle);
  return svg;
};
// What a card is made of, and in which order, is said by the template.
const cards = document.querySelector("[data-card]")?.dataset ?? { card: "picture name price" };
const part = (name, ...inside) => element("p", { class: `card-${name}` }, ...inside);
const parts = {
  picture: (frame) => {
    const picture = element("span", { class: "card-picture" });
    if (frame.picture) picture.append(element("img", { src: frame.picture, srcset: `${frame.picture} 480w`, alt: "", width: 480, height: 320, loading: "lazy" }));
    return picture;
  },
  name: (frame) => element("a", { class: "card-name", href: frame.url },
    ...(cards.card.includes("brand") ? [] : [element("span", { class: "card-brand" }, frame.brand), " "]), frame.name),
  brand: (frame) => part("brand", frame.brand),
  price: (frame) => part("price", frame.price),
  size: (frame) => part("size", frame.size),
  stock: (frame) => element("p", { class: `stock stock-${frame.stock}` }, cards[frame.stock]),
  colours: (frame) => part("colours", ...frame.colours.map(swatch)),
};
const card = (frame) => element("li", { class: "card" }, ...cards.card.split(" ").map((name) => parts[name](frame)));
const show = (found, count) => {
  document.querySelector("[data-cards]").replaceChildren(...found.slice(0, SHOWN).map(card));
  if (count) count.textContent = String(found.length);
};

const listing = document.querySelector("[data-listing]");
if (listing) {
  const chosen = new Map();
  if (listing.dataset.facet) chosen.set(listing.dataset.facet, new Set([listing.dataset.choice]));
  const sort = document.querySelector("[data-sort]");
  const orders = {
    up: (a, b) => (a.minor ?? Infinity) - (b.minor ?? Infinity),
    down: (a, b) => (b.minor ?? -1) - (a.minor ?? -1),
    name: (a, b) => `${a.brand} ${a.name}`.localeCompare(`${b.brand} ${b.name}`, root.lang),
  };
  const update = async () => {
    const fits = (frame) => [...chosen].every(([facet, wanted]) =>
      !wanted.size || frame[facet].split("|").some((value) => wanted.has(value)));
    const found = (await allFrames(listing.dataset.index)).filter(fits);
    if (orders[sort.value]) found.sort(orders[sort.value]);
    show(found, document.querySelector("[data-count]"));
    const pager = listing.querySelector("[data-pager]");
    if (pager) pager.hidden = true;
  };
  for (const facet of all("[data-facet] > ul", listing)) {
    facet.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const name = facet.parentElement.dataset.facet;
      const wanted = chosen.get(name) ?? new Set();
      if (wanted.delete(link.dataset.value)) link.removeAttribute("aria-current");
      else { wanted.add(link.dataset.value); link.setAttribute("aria-current", "true"); }
      chosen.set(name, wanted);
      update();
    });
  }
  sort.addEventListener("change", update);
}

const search = document.querySelector("[data-search]");
if (search) {
  const field = search.elements.q;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const update = async () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    const count = document.querySelector("[data-count]");
    if (!words.length) { show([], count); count.textContent = ""; return; }
    const found = (await allFrames(search.dataset.index)).filter((frame) => {
      const text = plain([frame.brand, frame.name, frame.shape, frame.colour, frame.material].join(" "));
      return words.every((word) => text.includes(word));
    });
    show(found, count);
  };
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", update);
  search.addEventListener("submit", (event) => { event.preventDefault(); update(); });
  update();
}
