import type { Details } from "./details";
import type { Tell } from "./events";
import type { Language } from "./language";
import type { ButtonState } from "./try-on-button";

export type TryOnState = ButtonState | { readonly is: "open" };

export interface VirtualTryOn {
  readonly state: TryOnState;
  /** Loads what is needed and opens the mirror; while busy or open, nothing happens. */
  start(): Promise<void>;
  close(): void;
  /** Called with every new state; returns how to stop it. */
  subscribe(listener: (state: TryOnState) => void): () => void;
}

/** One try-on for one product: nothing heavy is loaded before `start`. */
export function useVirtualTryOn(details: () => Details, language: () => Language, tell: Tell): VirtualTryOn {
  const listeners = new Set<(state: TryOnState) => void>();
  let state: TryOnState = { is: "ready" };
  let close: (() => void) | undefined;

  const show = (next: TryOnState): void => {
    state = next;
    listeners.forEach((listener) => listener(next));
  };

  const start = async (): Promise<void> => {
    if (state.is === "busy" || state.is === "open") return;
    tell("virtual_try_on_initiated");
    show({ is: "busy", progress: 0 });
    let isLoading = true;
    try {
      const { openMirror } = await import("../mirror/open");
      // What one failed file leaves running must not turn the button busy again.
      const onProgress = (progress: number): void => {
        if (isLoading) show({ is: "busy", progress });
      };
      const onClosed = (): void => {
        close = undefined;
        show({ is: "ready" });
        tell("virtual_try_on_closed");
      };
      close = await openMirror({ details: details(), language: language(), tell, onProgress, onClosed });
      isLoading = false;
      show({ is: "open" });
    } catch (reason) {
      isLoading = false;
      console.error(reason);
      show({ is: "failed" });
      tell("virtual_try_on_failed", { reason: "load" });
    }
  };

  return {
    get state() {
      return state;
    },
    start,
    close: () => close?.(),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
