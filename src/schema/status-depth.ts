import type { StatusReport } from '../core/model.ts';

/** Deeper than anybody looks, and shallow enough to walk. */
const DEEPEST = 64;

/** A progress that is nested too deep is as if it were absent. */
export function withoutDepths(status: StatusReport): StatusReport {
  return isShallow(status.progress, DEEPEST) ? status : { ...status, progress: undefined };
}

function isShallow(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}
