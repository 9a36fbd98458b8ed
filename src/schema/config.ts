/** The door of the job file (SPEC section 4): from any parsed value to all of it that is valid, and all that is not. */
import { checkShape } from './config-issues.ts';
import { type ResolvedConfig, resolveChecked } from './config-resolve.ts';

export type { RawProblem } from './config-messages.ts';
export type { ResolvedConfig } from './config-resolve.ts';
export { JobFileSchema } from './config-shape.ts';

/** Takes any value and never throws: see `resolveChecked`. */
export function resolveConfig(raw: unknown): ResolvedConfig {
  return resolveChecked(raw, checkShape(raw));
}
