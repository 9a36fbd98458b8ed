/**
 * How one thing wrong with the job file is written: `FILE:LINE:COLUMN: jobs[2].policy.stallSeconds: message`
 * (SPEC section 4). Editors and terminals make a link of the first part.
 */
import type { ConfigProblem } from './model.ts';
import { createRedact } from './telegram-redact.ts';
import { withoutControls } from './text.ts';

/** Keys and list indexes from the top of the file to a value; empty for the whole file. */
export type ConfigPath = readonly (string | number)[];

// Somebody may have put the bot token into the job file, as a key or where a number belongs.
const redact = createRedact([]);
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
/** A key longer than this is cut: the text must stay readable in a report. */
const LONGEST_KEY = 60;

export function formatPath(path: ConfigPath): string {
  return path.map((step, depth) => formatStep(step, depth === 0)).join('');
}

function formatStep(step: string | number, isFirst: boolean): string {
  if (typeof step === 'number') return `[${step}]`;
  const key = step.length > LONGEST_KEY ? `${step.slice(0, LONGEST_KEY)}…` : step;
  if (!IDENTIFIER.test(key)) return `[${JSON.stringify(key)}]`;
  return isFirst ? key : `.${key}`;
}

/** One line for people; what is not there (a place, a path, or '' for the file) is left out. */
export function formatProblem(file: string, problem: ConfigProblem): string {
  const place = [file || undefined, problem.line, problem.line === undefined ? undefined : problem.column];
  const parts = [place.filter((part) => part !== undefined).join(':'), problem.path, problem.message];
  return redact(withoutControls(parts.filter((part) => part !== '').join(': ')));
}
