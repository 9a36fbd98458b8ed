import { isShallow } from './depth.ts';
import { checkOf, type Shape } from './shape-check.ts';
import STATE from './state.schema.json' with { type: 'json' };
import type { MonitorState, ParsedState } from './state.ts';

// TypeScript takes the words of a JSON file for any text.
const conforms = checkOf(STATE as unknown as Shape);

/** Deeper than any state of ours, and shallow enough to walk and to write. */
const DEEPEST = 500;

/** What `parseState` says of a parsed state file; zod is loaded only for one that is not plainly right. */
export async function readState(raw: unknown): Promise<ParsedState> {
  if (!isShallow(raw, DEEPEST)) return { kind: 'unusable', detail: 'nested too deep' };
  if (conforms(raw)) return { kind: 'state', state: raw as MonitorState, dropped: [] };
  const { parseState } = await import('./state.ts');
  return parseState(raw);
}
