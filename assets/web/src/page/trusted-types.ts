interface PolicyFactory {
  readonly defaultPolicy: unknown;
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown;
}

/** Allows the face mesh to add its own scripts where Trusted Types are required; nothing from elsewhere. */
export function allowScriptsFrom(home: string): void {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (!factory || factory.defaultPolicy) return;
  factory.createPolicy("default", {
    createScriptURL(address) {
      const url = new URL(address, location.href);
      if (url.href.startsWith(home)) return url.href;
      throw new TypeError(`varai-try-on: no script from ${url.origin}`);
    },
  });
}
