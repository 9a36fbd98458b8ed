import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAfterCycles } from '../../src/core/after-cycles.ts';

/** `a>b,c b>a` : a is followed by b and c, b by a. */
function links(text: string): Map<string, string[]> {
  const pairs = text.split(' ').map((part) => part.split('>'));
  return new Map(pairs.map(([id = '', followers = '']) => [id, followers.split(',').filter(Boolean)]));
}

describe('findAfterCycles', () => {
  it.each([
    ['a> b>', []],
    ['a>b b>c c>', []],
    ['a>b,c b>d c>d d>', []],
    ['a>a', ['a']],
    ['a>b b>a', ['a b']],
    ['a>b b>c c>a', ['a b c']],
    ['x>a a>b b>a', ['a b']],
    ['a>b b>a c>d d>c', ['a b', 'c d']],
    ['a>b b>a,c c>b', ['a b', 'b c']],
    ['a>b,b b>a', ['a b']],
    ['a>nobody', []],
    ['b>c c>d d>b a>b', ['b c d']],
  ])('%s', (text, circles) => {
    expect(findAfterCycles(links(text)).map((circle) => circle.join(' '))).toEqual(circles);
  });

  it('walks a chain of 100,000 jobs', () => {
    const chain = new Map(Array.from({ length: 100_000 }, (_, i) => [`${i}`, [`${(i + 1) % 100_000}`]]));
    expect(findAfterCycles(chain)).toHaveLength(1);
  });

  const graph = fc
    .uniqueArray(fc.nat(7))
    .chain((ids) =>
      fc.tuple(...ids.map((id) => fc.array(fc.nat(7)).map((to) => [String(id), to.map(String)] as const))),
    );

  it('names real circles only, and one wherever there is one', () => {
    fc.assert(
      fc.property(graph, (pairs) => {
        const map = new Map(pairs);
        const circles = findAfterCycles(map);
        for (const circle of circles) {
          const steps = circle.map((id, i) => [id, circle[(i + 1) % circle.length] ?? ''] as const);
          expect(steps.every(([from, to]) => map.get(from)?.includes(to))).toBe(true);
          expect(new Set(circle).size).toBe(circle.length);
        }
        const named = new Set(circles.flat());
        for (const id of map.keys()) {
          const knot = new Set(
            [...map.keys()].filter((other) => reaches(map, id, other) && reaches(map, other, id)),
          );
          if (knot.has(id)) expect([...knot].some((member) => named.has(member))).toBe(true);
        }
      }),
    );
  });
});

/** Over at least one link. */
function reaches(map: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const ahead = [...(map.get(from) ?? [])];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    ahead.push(...(map.get(id) ?? []));
  }
  return seen.has(to);
}
