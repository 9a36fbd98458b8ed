/** The text of a report (SPEC section 8): facts only, plain, each section a few lines. */
import type { AutorunOutcome, Decision } from './decision.ts';
import type { Instant, Job } from './model.ts';
import type { ReportTexts } from './report-texts.ts';
import { duration, oneLine, wellFormed, withoutControls } from './text.ts';
import { unreachable } from './unreachable.ts';
import type { Voice } from './voice.ts';

/** Only so many progress keys are shown. */
const MOST_PROGRESS_KEYS = 6;
const LONGEST_PROGRESS_VALUE = 100;
const LONGEST_LABEL = 40;

export function renderHeader(now: Instant, { texts, hostLabel = '' }: Voice): string {
  const { hour, minute, second } = now.wallTime();
  const time = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
  // What shows nothing is no label, and one from a state that somebody has written into may be of any length.
  return texts.header(time, oneLine(hostLabel, LONGEST_LABEL) || undefined);
}

/** A whole message: header, then sections with an empty line before each. */
export function renderReport(header: string, sections: readonly { readonly text: string }[]): string {
  return wellFormed(withoutControls([header, ...sections.map((section) => section.text)].join('\n\n')));
}

/** The section of one long job. */
export function renderJob(
  job: Job,
  decision: Decision,
  autorun: AutorunOutcome | undefined,
  texts: ReportTexts,
): string {
  const { sight, recoveredAfterSeconds } = decision;
  const progress = renderProgress(sight.status?.progress);
  const lines = [
    texts.status(renderStanding(decision, texts)),
    sight.message && texts.message(sight.message),
    progress && texts.progress(progress),
    sight.anomaly && sight.standing !== 'completed' && texts.actionRequired,
    recoveredAfterSeconds !== undefined && texts.recovered(duration(recoveredAfterSeconds)),
    decision.saysCompletedEarlier && texts.completedEarlier,
    renderAutorun(decision, autorun, texts),
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

function renderStanding({ sight }: Decision, texts: ReportTexts): string {
  const { standing, status } = sight;
  switch (standing) {
    case 'completed':
      return texts.completed;
    case 'running':
      return texts.running(status?.pid);
    case 'paused':
      return texts.paused(status?.stopReason === undefined ? undefined : oneLine(status.stopReason));
    case 'unknown':
    case 'unsure':
      return texts.unknown;
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

function renderAutorun(
  decision: Decision,
  autorun: AutorunOutcome | undefined,
  texts: ReportTexts,
): string | undefined {
  if (autorun === undefined) return decision.saysBlocked ? texts.resumeBlocked : undefined;
  switch (autorun.kind) {
    case 'started':
      return texts.resumeStarted;
    case 'failed':
      return texts.resumeFailed(autorun.exitCode);
    case 'timed-out':
      return texts.resumeTimedOut;
    case 'error':
      return texts.resumeError;
    case 'would-start':
      return texts.wouldResume;
    case 'interrupted':
      return texts.resumeInterrupted;
    default:
      return unreachable(autorun);
  }
}
