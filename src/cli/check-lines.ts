/** What `check` prints: the first line of a Nagios or Icinga plugin, by their plugin guidelines, or JSON. */
import type { CheckResult, Health } from '../core/check.ts';
import { duration, oneLine } from '../core/text.ts';

/** Plugins are known by these numbers, which mean other things elsewhere in this program. */
export const HEALTH_EXIT: Readonly<Record<Health, number>> = { ok: 0, warning: 1, critical: 2, unknown: 3 };

/** In UTF-16 units, performance data and all: what older systems and a pager still show. */
const LONGEST_LINE = 200;

export function renderCheck(result: CheckResult): string {
  const performance = renderPerformance(result);
  const begin = `OPS ${result.health.toUpperCase()} - `;
  const end = ` | ${performance}`;
  const room = LONGEST_LINE - begin.length - end.length;
  // What follows the bar is read as performance data.
  const text = (result.health === 'ok' ? wellText(result) : findingsText(result, room)).replaceAll('|', '/');
  return begin + text + end;
}

function wellText({ jobs, tickAge }: CheckResult): string {
  const watched = `${jobs} ${jobs === 1 ? 'job' : 'jobs'} watched`;
  return tickAge === undefined ? watched : `${watched}, last tick ${duration(tickAge.seconds)} ago`;
}

/** As many findings as there is room for, whole; of the first at least its begin. */
function findingsText({ findings }: CheckResult, room: number): string {
  const texts = findings.map(({ text }) => text);
  for (let shown = texts.length; shown > 0; shown--) {
    const rest = texts.length - shown;
    const more = rest === 0 ? '' : `; ${rest} more`;
    const line = texts.slice(0, shown).join('; ');
    if (line.length + more.length <= room) return line + more;
    if (shown === 1) return oneLine(line, room - more.length) + more;
  }
  return '';
}

/** `label=value[unit];warning;critical`. A limit is the largest value that is no alarm. What is not known is left out. */
function renderPerformance({ jobs, counts, tickAge }: CheckResult): string {
  return [
    `jobs=${jobs}`,
    ...(counts
      ? [
          `anomalies=${counts.anomalies};0;0`,
          `muted=${counts.muted};0`,
          `waiting=${counts.waiting}`,
          `queue=${counts.queue}`,
        ]
      : []),
    ...(tickAge ? [`tick_age=${tickAge.seconds}s;${tickAge.warningSeconds};${tickAge.criticalSeconds}`] : []),
  ].join(' ');
}

export function checkJson(result: CheckResult): Readonly<Record<string, unknown>> {
  const { health, findings, jobs, counts, tickAge } = result;
  return {
    version: 1,
    state: health.toUpperCase(),
    exitCode: HEALTH_EXIT[health],
    line: renderCheck(result),
    findings: findings.map(({ level, text, jobId }) => ({ level, text, job: jobId ?? null })),
    jobs,
    counts: counts ?? null,
    tickAge: tickAge ?? null,
  };
}
