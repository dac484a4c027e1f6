// What each theme's own script does when another colour is chosen.
const value = (selector, text) => (document.querySelector(selector).value = text);
document.getElementById("c2")?.addEventListener("change", () => {
  value("form[action='/cart/add'] [name=id]", "42");
  history.replaceState({}, "", "?variant=42");
});
document.getElementById("colour")?.addEventListener("change", () => value("[name=variation_id]", "42"));
document.getElementById("s2")?.addEventListener("click", () => value("[name=selected_configurable_option]", "42"));
document.getElementById("a2")?.addEventListener("change", () =>
  setTimeout(() => (document.querySelector("[data-product-sku]").textContent = "HR-ELMW-BLK"), 20));
