import kiosk from "../../../translations/fr.json";
import reasons from "../../../translations/reasons/fr.json";
import own from "./mirror.fr.json";

/** The kiosk's words for shapes, fit and reasons, and the page's own. */
export default { ...kiosk, ...reasons, ...own };
