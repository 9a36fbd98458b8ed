/** The text of a report (SPEC section 8): facts only, plain, each section a few lines. */
import type { AutorunOutcome, Decision } from './decision.ts';
import type { Instant, Job } from './model.ts';
import { REPORT_TEXTS as TEXTS } from './report-texts.ts';
import { duration, oneLine, wellFormed, withoutControls } from './text.ts';
import { unreachable } from './unreachable.ts';

/** Only so many progress keys are shown. */
const MOST_PROGRESS_KEYS = 6;
const LONGEST_PROGRESS_VALUE = 100;

export function renderHeader(now: Instant): string {
  const { hour, minute, second } = now.wallTime();
  return TEXTS.header([hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':'));
}

/** A whole message: header, then sections with an empty line before each. */
export function renderReport(header: string, sections: readonly { readonly text: string }[]): string {
  return wellFormed(withoutControls([header, ...sections.map((section) => section.text)].join('\n\n')));
}

/** The section of one long job. */
export function renderJob(job: Job, decision: Decision, autorun: AutorunOutcome | undefined): string {
  const { sight } = decision;
  const progress = renderProgress(sight.status?.progress);
  const lines = [
    `${TEXTS.status}: ${renderStanding(decision)}`,
    sight.message && `${TEXTS.message}: ${sight.message}`,
    progress && `${TEXTS.progress}: ${progress}`,
    sight.anomaly && sight.standing !== 'completed' && TEXTS.actionRequired,
    decision.recoveredAfterSeconds !== undefined && TEXTS.recovered(duration(decision.recoveredAfterSeconds)),
    decision.saysCompletedEarlier && TEXTS.completedEarlier,
    renderAutorun(decision, autorun),
  ];
  return section(`${oneLine(job.name)} (${oneLine(job.id)}, ${job.kind})`, lines);
}

/** A job as the other sections name it. */
export function titleOf(job: Job): string {
  return `${oneLine(job.name)} (${oneLine(job.id)})`;
}

/** `• TITLE` and under it one `- LINE` each; what is empty or false is left out. */
export function section(title: string, lines: readonly (string | false | undefined)[]): string {
  return [`• ${title}`, ...lines.filter(Boolean).map((line) => `- ${line}`)].join('\n');
}

function renderStanding({ sight }: Decision): string {
  const { standing, status } = sight;
  switch (standing) {
    case 'completed':
      return TEXTS.completed;
    case 'running':
      return status?.pid === undefined ? 'running' : `running (pid=${status.pid})`;
    case 'paused':
      return status?.stopReason === undefined ? 'paused' : `paused stopReason=${oneLine(status.stopReason)}`;
    case 'unknown':
    case 'unsure':
      return 'unknown';
    default:
      return unreachable(standing);
  }
}

function renderProgress(progress: Readonly<Record<string, unknown>> | undefined): string {
  return Object.keys(progress ?? {})
    .sort()
    .slice(0, MOST_PROGRESS_KEYS)
    .map((key) => ({ key, value: progress?.[key] }))
    .filter(({ value }) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(({ key, value }) => `${oneLine(key)}=${oneLine(String(value), LONGEST_PROGRESS_VALUE)}`)
    .join(' | ');
}

function renderAutorun(decision: Decision, autorun: AutorunOutcome | undefined): string | undefined {
  if (autorun === undefined) {
    return decision.saysBlocked ? 'AUTORUN: blocked (risk != read_only)' : undefined;
  }
  switch (autorun.kind) {
    case 'started':
      return 'AUTORUN: started';
    case 'failed':
      return `AUTORUN: start failed (exit=${autorun.exitCode})`;
    case 'timed-out':
      return 'AUTORUN: start timeout';
    case 'error':
      return 'AUTORUN: start error';
    case 'would-start':
      return 'AUTORUN: would start (dry-run)';
    case 'interrupted':
      return 'AUTORUN: start interrupted (outcome unknown)';
    default:
      return unreachable(autorun);
  }
}
