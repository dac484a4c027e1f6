// A product page that puts the try-on together itself. In most pages `<varai-try-on>` does all of this.
import {
  FaceShapeDetector, ProductRecommendations, TryOnButton, TryOnResults, VirtualMirror,
  loadWords, readGlb, teller, useVirtualTryOn,
} from "../../../build/web/components.js";

const element = (id) => document.getElementById(id);
const model = new URL("elmwood.glb", import.meta.url).href;
const catalogue = new URL("catalogue.json", import.meta.url).href;
const product = {
  productId: "elmwood", sku: "ELMW-HAV", name: "Elmwood", brand: "Halme & Rook", boxing: "48□21–145", url: "", notice: "", catalogue,
  variants: [{ sku: "ELMW-HAV", colour: "Havana", model, price: "€189.00", swatch: "#8c5020" }],
};
const words = await loadWords("en");

// The button, and everything behind it.
const tell = teller(element("button"), () => product);
const tryOn = useVirtualTryOn(() => product, () => "en", tell);
const button = new TryOnButton(element("button"), { language: "en", onPress: () => void tryOn.start() });
tryOn.subscribe((state) => button.show(state.is === "open" ? { is: "ready" } : state));
for (const name of ["initiated", "started", "failed", "face_found", "snapshot_taken", "compared", "shared", "closed"])
  document.addEventListener(`virtual_try_on_${name}`, () => {
    element("events").append(Object.assign(document.createElement("li"), { textContent: name }));
  });

// The parts, where a page wants to lay them out itself.
const shape = new FaceShapeDetector(element("shape"), words);
const frames = new ProductRecommendations(element("frames"), { words, catalogue, onWear: () => undefined });
const looks = new TryOnResults(element("looks"), {
  words, onWear: () => undefined, onDropped: () => undefined, onShared: () => undefined, onProduct: () => undefined,
});
const say = (text) => (element("said").textContent = text);
let areFramesShown = false;
const mirror = new VirtualMirror(element("mirror"), {
  words,
  onHint: say,
  onProblem: (problem) => say(words[problem]),
  onSeen(seen) {
    shape.add(seen);
    if (!shape.shape || areFramesShown) return;
    areFramesShown = true;
    void frames.show(shape.measures, shape.shape, mirror.tones());
  },
});
mirror.wear(await readGlb(await (await fetch(model)).arrayBuffer()), "You with Elmwood");

element("camera").addEventListener("click", () => mirror.useCamera().catch((reason) => say(words[reason.problem])));
element("photo").addEventListener("change", async ({ target }) => {
  const isFound = await mirror.usePhoto(target.files[0]).catch(() => false);
  if (!isFound) say(words.photo_no_face);
});
element("keep").addEventListener("click", () => {
  looks.keep({ picture: mirror.snapshot(), sku: product.sku, name: product.name, price: "€189.00", url: "" });
});
