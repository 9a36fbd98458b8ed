import type { StatusReport } from '../core/model.ts';
import { isShallow } from './depth.ts';

/** Deeper than anybody looks, and shallow enough to walk. */
const DEEPEST = 64;

/** A progress that is nested too deep is as if it were absent. */
export function withoutDepths(status: StatusReport): StatusReport {
  return isShallow(status.progress, DEEPEST) ? status : { ...status, progress: undefined };
}
