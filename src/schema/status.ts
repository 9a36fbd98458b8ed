/** The door where the output of commands.status enters (SPEC section 5). */
import * as z from 'zod/mini';
import type { Observation } from '../core/model.ts';
import { withoutDepths } from './status-depth.ts';

/** A wrong type in an optional key is as if the key were absent. */
const lenient = <T extends z.ZodMiniType>(type: T) => z.catch(z.optional(type), undefined);
const filled = z.string().check(z.regex(/\S/));

const lenientText = lenient(filled);

/** Exported for its JSON Schema, status.schema.json. */
export const StatusSchema = z.object({
  running: z.boolean(),
  completed: z.boolean(),
  pid: lenient(z.int().check(z.positive())),
  stopReason: lenientText,
  message: lenientText,
  progressKey: lenientText,
  progress: lenient(z.record(z.string(), z.unknown())),
  level: lenient(z.enum(['ok', 'warn', 'alert'])),
});

/** What a status command that ended well has printed. */
export function parseStatus(stdout: string): Observation {
  const text = stdout.trim().replace(/^\uFEFF/, '');
  if (text === '') return { kind: 'unreadable', detail: 'empty status output' };
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', detail: 'status output is not JSON' };
  }
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    return { kind: 'unreadable', detail: 'status JSON must be an object' };
  }
  const parsed = z.safeParse(StatusSchema, raw);
  if (parsed.success) return { kind: 'reported', status: withoutDepths(parsed.data) };
  return { kind: 'unreadable', detail: 'status JSON must include boolean fields: running, completed' };
}
