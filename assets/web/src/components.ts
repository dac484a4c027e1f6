/** Everything of the try-on for pages that are put together in code. */
export { TryOnButton, type ButtonState, type TryOnButtonOptions } from "./page/try-on-button";
export { useVirtualTryOn, type TryOnState, type VirtualTryOn } from "./page/use-virtual-try-on";
export { type Details, type Variant, UnusableDetails, detailsOf } from "./page/details";
export { teller, type Tell, type TryOnEventDetail, type TryOnEventName } from "./page/events";
export { type Language, languageOf } from "./page/language";
export { VaraiTryOn } from "./page/element";
export { VirtualMirror, canDrawLive, type Seen, type VirtualMirrorOptions } from "./mirror/virtual-mirror";
export { FaceShapeDetector } from "./mirror/face-shape-detector";
export { ProductRecommendations, type ProductRecommendationsOptions } from "./mirror/product-recommendations";
export { TryOnResults, type KeptLook, type TryOnResultsOptions } from "./mirror/try-on-results";
export { NoCamera, type CameraProblem } from "./mirror/camera";
export { loadWords, type Words } from "./mirror/words";
export { readGlb, UnusableModel, type EyewearModel } from "./eyewear/glb";
export { fit, type Fit, type FitVerdict } from "./eyewear/fit";
export { classify, type FaceShape, type Shape } from "./face/shape";
export { FaceFollower } from "./face/follow";
export { complexion, type Complexion } from "./face/complexion";
export { recommend, framesOf, type CatalogueFrame, type Recommendation, type Wearer } from "./mirror/recommend";
