import kiosk from "../../../translations/de.json";
import reasons from "../../../translations/reasons/de.json";
import own from "./mirror.de.json";

/** The kiosk's words for shapes, fit and reasons, and the page's own. */
export default { ...kiosk, ...reasons, ...own };
