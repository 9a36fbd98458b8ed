/** The sorts of values a job file is made of, each with its one sentence for what is wrong. */
import * as z from 'zod/mini';
import { mustBe } from './config-messages.ts';

/** zod's wording replaced by ours, the same for a wrong type, a wrong value and a missing one. */
export function must(allowed: string) {
  return { error: (issue: { readonly input?: unknown }) => mustBe(allowed, issue.input) };
}

/** What an editor shows for a key. */
export function key<T extends z.ZodMiniType>(description: string, schema: T): T {
  z.globalRegistry.add(schema as z.ZodMiniType, { description });
  return schema;
}

// What many keys share is made once: making a schema takes zod longer than checking a job file with it. The key's own
// part is the «optional» around it, which `key` gives its description.
const trueOrFalse = z.boolean(must('true or false'));

export function flag() {
  return z.optional(trueOrFalse);
}

const secondsRule = must('a number of seconds, 0 or more');
const secondsFromZero = z.number(secondsRule).check(z.minimum(0, secondsRule));

export function seconds() {
  return z.optional(secondsFromZero);
}

export function wholeNumber(least: number, most?: number) {
  const rule = must(
    most === undefined ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`,
  );
  return z.int(rule).check(z.minimum(least, rule), z.maximum(most ?? Number.MAX_SAFE_INTEGER, rule));
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, must(`one of ${values.join(', ')}`));
}

export function text(allowed = 'a text that is not blank') {
  return z.string(must(allowed)).check(z.regex(/\S/, must(allowed)));
}

export function orNull<T extends z.ZodMiniType>(schema: T) {
  return z.optional(z.nullable(schema));
}

/** No system call takes a text with a NUL character in it: such a job could never run. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding that character is what this is for.
export const WITHOUT_NUL = /^[^\u0000]*$/;

const clockRule = must('a time HH:MM from 00:00 to 23:59');
const hoursAndMinutes = z.string(clockRule).check(z.regex(/^([01]?\d|2[0-3]):[0-5]\d$/, clockRule));

export function clockTime() {
  return z.optional(hoursAndMinutes);
}

const askedZones = new Map<string, boolean>();

/** Asked only where a zone is given, and once for each: Intl's zones take longer to load than the file to read. */
export function isKnownZone(name: string): boolean {
  const known = askedZones.get(name) ?? isZone(name);
  askedZones.set(name, known);
  return known;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
