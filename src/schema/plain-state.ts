import { conforms, type Shape } from './conforms.ts';
import STATE from './state.schema.json' with { type: 'json' };
import type { MonitorState, ParsedState } from './state.ts';

// TypeScript takes the words of a JSON file for any text.
const SHAPE = STATE as unknown as Shape;

/** What `parseState` says of a parsed state file; zod is loaded only for one that is not plainly right. */
export async function readState(raw: unknown): Promise<ParsedState> {
  if (conforms(SHAPE, raw)) return { kind: 'state', state: raw as MonitorState, dropped: [] };
  const { parseState } = await import('./state.ts');
  return parseState(raw);
}
