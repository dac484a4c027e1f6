import kiosk from "../../../translations/es.json";
import reasons from "../../../translations/reasons/es.json";
import own from "./mirror.es.json";

/** The kiosk's words for shapes, fit and reasons, and the page's own. */
export default { ...kiosk, ...reasons, ...own };
