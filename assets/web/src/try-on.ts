/** The page's one script: defines `<varai-try-on>` and loads nothing more until it is pressed. */
import { VaraiTryOn } from "./page/element";

if (!customElements.get("varai-try-on")) customElements.define("varai-try-on", VaraiTryOn);
