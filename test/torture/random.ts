/** Chance that can be repeated: the same seed gives the same numbers on every machine. */

export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** One of the values, each as often as its weight says. */
  weighted<T>(...choices: readonly (readonly [weight: number, value: T])[]): T;
  /** In another order; the list itself stays as it is. */
  shuffled<T>(list: readonly T[]): T[];
}

/** The generator is sfc32: small, fast, and free of the short cycles of simpler ones. */
export function createRandom(seed: number): Random {
  const next = sfc32(seed);
  const int = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (choices) => choices[int(0, choices.length - 1)] as never,
    weighted(...choices) {
      let left = next() * choices.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of choices) {
        left -= weight;
        if (left < 0) return value;
      }
      return (choices.at(-1) as (typeof choices)[number])[1];
    },
    shuffled(list) {
      const result = [...list];
      for (let i = result.length - 1; i > 0; i--) {
        const j = int(0, i);
        [result[i], result[j]] = [result[j] as never, result[i] as never];
      }
      return result;
    },
  };
}

/** One seed of two: neighbouring rounds get numbers that have nothing to do with each other. */
export function mixSeeds(seed: number, other: number | string): number {
  let hash = seed ^ 0x9e3779b9;
  for (const unit of typeof other === 'string' ? other : `#${other}`) {
    hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return Math.imul(hash, 0xc2b2ae35) >>> 0;
}

function sfc32(seed: number): () => number {
  let a = seed >>> 0;
  let b = 0x2545f491;
  let c = 0x41c6ce57 ^ (Math.floor(seed / 2 ** 32) >>> 0);
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}
