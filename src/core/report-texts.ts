import type { JobKind, JobRisk, Locale } from './model.ts';

/**
 * Every text of a report (SPEC section 8), so that none hides in the code that puts them together. What a text is given is
 * fit to be shown already. What comes from elsewhere (a job's own message, an error of the job file or of the system) stays
 * as it is in every language.
 */
export interface ReportTexts {
  /** `host`: what the owner calls the machine. */
  readonly header: (time: string, host: string | undefined) => string;

  readonly status: (standing: string) => string;
  readonly message: (message: string) => string;
  readonly progress: (values: string) => string;
  readonly actionRequired: string;
  readonly recovered: (lasted: string) => string;
  readonly completedEarlier: string;

  readonly completed: string;
  readonly running: (pid: number | undefined) => string;
  readonly paused: (stopReason: string | undefined) => string;
  readonly unknown: string;

  readonly resumeStarted: string;
  readonly resumeFailed: (exit: number) => string;
  readonly resumeTimedOut: string;
  readonly resumeError: string;
  readonly resumeInterrupted: string;
  readonly resumeBlocked: string;
  readonly wouldResume: string;

  readonly queuedFailed: string;
  readonly queuedError: string;
  readonly queuedMissing: string;
  readonly queuedBlocked: string;
  readonly wouldRunQueued: string;
  readonly chainEnded: (links: number) => string;

  readonly configInvalid: string;
  readonly configValid: string;
  readonly stateUnreadable: string;
  readonly stateUnwritable: string;
  readonly watchingWithoutState: string;
  readonly olderWaiting: (messages: number) => string;

  readonly job: (title: string) => string;
  readonly jobOfSort: (id: string, kind: JobKind, risk: JobRisk) => string;
  readonly jobId: (id: string) => string;
  readonly exit: (code: number) => string;
  readonly error: (error: string) => string;
  readonly path: (path: string) => string;
  readonly lasted: (lasted: string) => string;
  readonly keptAs: (path: string) => string;
}

/** The words of the contract, which are English in every language: people know them, and scripts look for them. */
const CONTRACT = {
  recovered: (lasted) => `RECOVERED ✅ (lasted ${lasted})`,
  completedEarlier: 'COMPLETED ✅ (in quiet hours, started again since)',

  completed: 'completed ✅',
  running: (pid) => (pid === undefined ? 'running' : `running (pid=${pid})`),
  paused: (stopReason) => (stopReason === undefined ? 'paused' : `paused stopReason=${stopReason}`),
  unknown: 'unknown',

  resumeStarted: 'AUTORUN: started',
  resumeFailed: (exit) => `AUTORUN: start failed (exit=${exit})`,
  resumeTimedOut: 'AUTORUN: start timeout',
  resumeError: 'AUTORUN: start error',
  resumeInterrupted: 'AUTORUN: start interrupted (outcome unknown)',
  resumeBlocked: 'AUTORUN: blocked (risk != read_only)',
  wouldResume: 'AUTORUN: would start (dry-run)',

  queuedFailed: 'ALERT: queued job failed',
  queuedError: 'ALERT: queued job error',
  queuedMissing: 'ALERT: queued job missing',
  queuedBlocked: 'ACTION REQUIRED: queued job blocked',
  wouldRunQueued: 'QUEUE: would run (dry-run)',
  chainEnded: (links) =>
    `a chain of "after" ended here: ${links} jobs followed one another; is there a circle?`,

  configInvalid: 'ALERT: ops-jobs config invalid',
  configValid: 'RECOVERED ✅: ops-jobs config valid',
  stateUnreadable: 'ALERT: state file unreadable',
  stateUnwritable: 'ALERT: state file cannot be written',
  watchingWithoutState:
    'jobs are still watched, but nothing is resumed, and this is repeated until it is mended',
  olderWaiting: (messages) => `older messages that wait for that too: ${messages}`,

  job: (title) => `job: ${title}`,
  jobOfSort: (id, kind, risk) => `job: ${id} (${kind}, ${risk})`,
  jobId: (id) => `jobId: ${id}`,
  exit: (code) => `exit: ${code}`,
  error: (error) => `error: ${error}`,
  path: (path) => `path: ${path}`,
  lasted: (lasted) => `lasted: ${lasted}`,
  keptAs: (path) => `kept as: ${path}`,
} as const satisfies Partial<ReportTexts>;

export const REPORT_TEXTS: { readonly [locale in Locale]: ReportTexts } = {
  'zh-CN': {
    ...CONTRACT,
    header: (time, host) => `🛠️ Ops 快报（${host === undefined ? time : `${host} · ${time}`}）`,
    status: (standing) => `状态: ${standing}`,
    message: (message) => `信息: ${message}`,
    progress: (values) => `进度: ${values}`,
    actionRequired: 'ACTION REQUIRED: 需要你确认下一步（或启用 autoResume）',
  },
  en: {
    ...CONTRACT,
    header: (time, host) => `🛠️ Ops report (${host === undefined ? time : `${host} · ${time}`})`,
    status: (standing) => `status: ${standing}`,
    message: (message) => `info: ${message}`,
    progress: (values) => `progress: ${values}`,
    actionRequired: 'ACTION REQUIRED: please decide what to do next (or enable autoResume)',
  },
};
