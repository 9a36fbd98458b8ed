/** Lets at most `limit` pieces of work be under way at once; the others wait their turn in order. */
export function limiter(limit: number): <R>(work: () => Promise<R>) => Promise<R> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The place is handed on, not given back, or a newcomer could slip in between.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

/** Runs `work` for every item, at most `limit` at once; results in the order of the items. */
export function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const turn = limiter(limit);
  return Promise.all(items.map((item) => turn(() => work(item))));
}
