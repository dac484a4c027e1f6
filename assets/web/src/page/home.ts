/** The bundle's own folder, with a slash at its end. */
export const HOME = new URL(".", import.meta.url.replace(/\/parts\/[^/]*$/, "/x")).href;
