/**
 * Circles of `after`: a chain of jobs that leads back to itself would go round until its depth ends it
 * (SPEC section 7), so `validate-config` warns of it.
 */
import type { JobId } from './model.ts';

/** What each job is followed by, in the order of the file. */
export type AfterLinks = ReadonlyMap<JobId, readonly JobId[]>;

interface Step {
  readonly id: JobId;
  readonly followers: Iterator<JobId>;
}

/**
 * At least one circle of every knot of jobs that lead to each other, as ids in the order they follow: `['a', 'b']`
 * means a → b → a. Not every circle there is: their number can grow beyond all bounds.
 */
export function findAfterCycles(links: AfterLinks): JobId[][] {
  const circles: JobId[][] = [];
  const visited = new Set<JobId>();
  const named = new Set<JobId>();
  for (const start of links.keys()) {
    for (const circle of circlesFrom(start, links, visited)) {
      const from = circle.at(-1) ?? start;
      if (named.has(circle[0] ?? start) && named.has(from)) continue;
      for (const id of circle) named.add(id);
      circles.push(circle);
    }
  }
  return circles;
}

/** Walks depth first, with a list in place of recursion: a chain may have more links than the stack has room. */
function* circlesFrom(start: JobId, links: AfterLinks, visited: Set<JobId>): Generator<JobId[]> {
  const trail: Step[] = [];
  const depthOf = new Map<JobId, number>();
  const enter = (id: JobId) => {
    visited.add(id);
    depthOf.set(id, trail.length);
    trail.push({ id, followers: (links.get(id) ?? []).values() });
  };
  if (!visited.has(start)) enter(start);
  for (let step = trail.at(-1); step !== undefined; step = trail.at(-1)) {
    const next = step.followers.next();
    if (next.done === true) {
      trail.pop();
      depthOf.delete(step.id);
    } else if (depthOf.has(next.value)) {
      yield trail.slice(depthOf.get(next.value)).map((passed) => passed.id);
    } else if (!visited.has(next.value)) {
      enter(next.value);
    }
  }
}
