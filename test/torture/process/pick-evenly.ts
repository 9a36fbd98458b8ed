/**
 * One of the list for each turn. Few turns are spread over all of it, and as many turns as it is long meet each of it
 * once. Undefined where the list is empty.
 */
export function pickEvenly<T>(list: readonly T[], turn: number): T | undefined {
  return list[(turn * strideOver(list.length)) % list.length];
}

/** A stride of about 0.618 of the length, which comes to every place before it comes to one again. */
function strideOver(length: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let stride = Math.max(1, Math.round(length * 0.618));
  while (divisor(stride, length) !== 1) stride += 1;
  return stride;
}
