import type { Observation, StatusReport } from '../core/model.ts';
import { checkOf, type Shape } from './shape-check.ts';
import STATUS from './status.schema.json' with { type: 'json' };
import { withoutDepths } from './status-depth.ts';

// TypeScript takes the words of a JSON file for any text.
const conforms = checkOf(STATUS as unknown as Shape);

/** What `parseStatus` says of the output of commands.status; zod is loaded only for one that is not plainly right. */
export async function readStatus(stdout: string): Promise<Observation> {
  const raw = parseJson(stdout);
  if (conforms(raw)) {
    return { kind: 'reported', status: withoutDepths(knownKeys(raw as StatusReport)) };
  }
  const { parseStatus } = await import('./status.ts');
  return parseStatus(stdout);
}

function parseJson(stdout: string): unknown {
  try {
    return JSON.parse(stdout.trim());
  } catch {
    return undefined;
  }
}

function knownKeys(raw: StatusReport): StatusReport {
  const known = Object.entries(raw).filter(([key]) => Object.hasOwn(STATUS.properties, key));
  return Object.fromEntries(known) as unknown as StatusReport;
}
