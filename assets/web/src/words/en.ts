import kiosk from "../../../translations/en.json";
import reasons from "../../../translations/reasons/en.json";
import own from "./mirror.en.json";

/** The kiosk's words for shapes, fit and reasons, and the page's own. */
export default { ...kiosk, ...reasons, ...own };
