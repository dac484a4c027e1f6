/** The bundle's own folder, with a slash at its end. */
export const HOME = new URL(".", import.meta.url.replace(/\/parts\/[^/]*$/, "/x")).href;

interface PolicyFactory {
  readonly defaultPolicy: unknown;
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown;
}

/** Allows the face mesh to add its own scripts where a page requires Trusted Types; nothing from elsewhere. */
export function allowOwnScripts(): void {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (!factory || factory.defaultPolicy) return;
  factory.createPolicy("default", {
    createScriptURL(address) {
      const url = new URL(address, document.baseURI);
      if (url.href.startsWith(HOME)) return url.href;
      throw new TypeError(`varai-try-on: no script from ${url.origin}`);
    },
  });
}
