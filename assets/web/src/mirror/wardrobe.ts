/** What is worn and what else there is: products, their colours, and models loaded once. */
import { readGlb, type EyewearModel } from "../eyewear/glb";
import type { Variant } from "../page/details";
import { fetchGlb } from "./loading";

export interface Product {
  readonly productId: string;
  readonly name: string;
  readonly brand: string;
  readonly boxing: string;
  readonly url: string;
  readonly variants: readonly Variant[];
}

export class Wardrobe {
  readonly #models = new Map<string, Promise<EyewearModel>>();

  constructor(first: Variant, model: EyewearModel) {
    this.#models.set(first.model, Promise.resolve(model));
  }

  /** Raises NotLoaded or UnusableModel; a later try may do better. */
  model({ model }: Variant): Promise<EyewearModel> {
    let loading = this.#models.get(model);
    if (!loading) {
      loading = fetchGlb(model).then(readGlb);
      loading.catch(() => this.#models.delete(model));
      this.#models.set(model, loading);
    }
    return loading;
  }
}
