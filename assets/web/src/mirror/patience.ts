/** Waiting that ends: what a worker or a driver never answers must not leave anybody before “Looking for your face”. */

/** What the promise gives, or `late` raised when it takes longer. */
export function within<T>(promise: Promise<T>, mostMs: number, late: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const ending = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(late()), mostMs)));
  return Promise.race([promise, ending]).finally(() => clearTimeout(timer));
}
