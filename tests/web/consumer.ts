// A shop's own page in TypeScript: everything the description of the components promises, with its types.
import {
  FaceShapeDetector, ProductRecommendations, TryOnButton, TryOnResults, VirtualMirror, detailsOf, languageOf, loadWords, readGlb,
  teller, useVirtualTryOn, type ButtonState, type CatalogueFrame, type Details, type EyewearModel, type FaceShape, type KeptLook,
  type Language, type MirrorProblem, type Seen, type TryOnEventDetail, type TryOnEventName, type TryOnState, type Variant, type Words,
} from "../../build/web/components";

const host = document.createElement("div");
const variant: Variant = { sku: "A-1", colour: "Havana", model: "/a.glb", price: "€1", swatch: "#112233", in_stock: true };
const language: Language = "ar";
const words: Words = await loadWords(language);
const model: EyewearModel = await readGlb(new ArrayBuffer(0));

const details: Details = detailsOf(document.querySelector("varai-try-on")!);
const tryOn = useVirtualTryOn(() => details, () => languageOf(host), teller(host, () => ({ productId: "a", sku: variant.sku })));
const button = new TryOnButton(host, { language, label: "Try", variant: "primary", size: "large", disabled: false, onPress: () => void tryOn.start() });
const stop: () => void = tryOn.subscribe((state: TryOnState) => button.show(state.is === "open" ? { is: "ready" } : (state satisfies ButtonState)));

const shape = new FaceShapeDetector(host, words);
const frames = new ProductRecommendations(host, { words, catalogue: "/c.json", onWear: (frame: CatalogueFrame, worn: Variant) => console.info(frame.name, worn.sku) });
const results = new TryOnResults(host, { words, onWear: () => {}, onDropped: () => {}, onShared: (look: KeptLook) => console.info(look.name), onProduct: () => {} });
const mirror = new VirtualMirror(host, {
  words,
  onHint: (text: string) => console.info(text),
  onProblem: (problem: MirrorProblem) => console.info(words[problem]),
  onSeen(seen: Seen) {
    shape.add(seen);
    const found: FaceShape | null = shape.shape;
    void frames.show(shape.measures, found, mirror.tones());
  },
});
mirror.wear(model, "You with Lark");
await mirror.useCamera();
const isFound: boolean = await mirror.usePhoto(new Blob());
results.keep({ picture: mirror.snapshot(), sku: variant.sku, name: "Lark", price: "", url: "" });
if (!isFound) await mirror.markEyes();

const name: TryOnEventName = "virtual_try_on_started";
document.addEventListener(name, ({ detail }) => {
  const told: TryOnEventDetail = detail;
  console.info(told.productId.length, told.sku.length, told.at.length);
});
for (const part of [button, shape, frames, results, mirror]) part.destroy();
stop();
