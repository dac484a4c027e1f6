import kiosk from "./kiosk.ar.json";
import own from "./mirror.ar.json";

/** The kiosk speaks no Arabic; what the page says of its words is here. */
export default { ...kiosk, ...own };
