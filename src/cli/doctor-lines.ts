/** What `doctor` prints, for people and for programs. */
import type { Check, CheckLevel } from '../core/doctor-check.ts';

const WORDS: Readonly<Record<CheckLevel, string>> = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' };

/** A line a check, its mend indented below it, and a line that counts. */
export function renderChecks(checks: readonly Check[]): readonly string[] {
  const lines = checks.flatMap(({ name, level, summary, mend }) => {
    const line = `${WORDS[level]}  ${name}: ${summary}`;
    return mend === undefined ? [line] : [line, `      ${mend}`];
  });
  return [...lines, lastLine(checks)];
}

function lastLine(checks: readonly Check[]): string {
  const { fail, warn } = countsOf(checks);
  const said = [
    ...(fail > 0 ? [`${fail} failed`] : []),
    ...(warn > 0 ? [`${warn} ${warn === 1 ? 'warning' : 'warnings'}`] : []),
  ];
  return `${checks.length} checks: ${said.length > 0 ? said.join(', ') : 'all is well'}`;
}

export function doctorJson(checks: readonly Check[]): Readonly<Record<string, unknown>> {
  const counts = countsOf(checks);
  return { version: 1, ok: counts.fail === 0, counts, checks };
}

function countsOf(checks: readonly Check[]): Readonly<Record<CheckLevel, number>> {
  const count = (wanted: CheckLevel) => checks.filter(({ level }) => level === wanted).length;
  return { ok: count('ok'), warn: count('warn'), fail: count('fail') };
}
