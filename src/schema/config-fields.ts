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

export function flag() {
  return z.optional(z.boolean(must('true or false')));
}

export function seconds() {
  const rule = must('a number of seconds, 0 or more');
  return z.optional(z.number(rule).check(z.minimum(0, rule)));
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
export function isWithoutNul(value: string): boolean {
  return !value.includes('\0');
}

export function clockTime() {
  const rule = must('a time HH:MM from 00:00 to 23:59');
  return z.optional(z.string(rule).check(z.regex(/^([01]?\d|2[0-3]):[0-5]\d$/, rule)));
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
