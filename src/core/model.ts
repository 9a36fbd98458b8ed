/**
 * The nouns of the monitor: what a job is, what a probe can come to, what time it is.
 * Shapes that are parsed or saved are inferred in `schema/`; those that live only in memory are here.
 * All instants are epoch seconds, with fractions; all durations carry their unit in the name.
 */

export type JobId = string;

export type JobKind = 'long_running_read' | 'one_shot_read' | 'one_shot_write';
export type JobRisk = 'read_only' | 'write_local' | 'write_external';

/** A clock on the wall of some time zone. */
export interface WallTime {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** One frozen moment: a tick takes it once and decides everything by it. */
export interface Instant {
  readonly epochSeconds: number;
  /** The same moment as ISO 8601 text, UTC. */
  readonly iso: string;
  /** The wall clock at this moment, in the host's zone or in an IANA one. Pure: same zone, same answer. */
  wallTime(timezone?: string): WallTime;
}

/** Local wall clock, `HH:MM`; start included, end not; may cross midnight; equal means none. */
export interface QuietHours {
  readonly start: string;
  readonly end: string;
  readonly timezone?: string | undefined;
}

/** A job's policy after defaults were laid under it: every key has a value (SPEC section 4). */
export interface Policy {
  readonly reportEverySeconds: number;
  readonly stallSeconds: number;
  readonly autoResume: boolean;
  readonly autoResumeBackoffSeconds: number;
  readonly quietHours: QuietHours;
  readonly reportWhileRunning: boolean;
  readonly onlyOnChange: boolean;
  readonly statusTimeoutSeconds: number;
  readonly failuresBeforeAlert: number;
}

/** What follows a job, and on which outcome. */
export interface AfterRule {
  readonly jobId: JobId;
  readonly when: 'success' | 'failure';
  readonly delaySeconds: number;
}

export type CommandName = 'start' | 'stop' | 'status' | 'run';

/** A valid job, resolved: trimmed id, name and policy filled in. `cwd` is as written (`~` not yet expanded). */
export interface Job {
  readonly id: JobId;
  readonly name: string;
  readonly kind: JobKind;
  readonly risk: JobRisk;
  readonly enabled: boolean;
  readonly cwd: string | undefined;
  readonly commands: { readonly [name in CommandName]?: readonly string[] | undefined };
  readonly policy: Policy;
  readonly approval: { readonly required: boolean; readonly granted: boolean };
  readonly after: readonly AfterRule[];
}

/** The languages that reports can be in. */
export type Locale = 'zh-CN' | 'en';

export type Transport = 'auto' | 'openclaw' | 'telegram';

/** `notify` of the job file; what is undefined comes from openclaw.json. */
export interface NotifySettings {
  readonly transport: Transport;
  readonly target: string | undefined;
  readonly account: string | undefined;
  readonly threadId: number | undefined;
  readonly openclawBin: string | undefined;
  readonly silentRoutine: boolean;
}

/** The valid part of a job file. */
export interface Config {
  /** In the order of the file, invalid ones left out. */
  readonly jobs: readonly Job[];
  /** `defaults` as written, for the line that validate-config prints. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly notify: NotifySettings;
  /** How many probes run side by side. */
  readonly probeConcurrency: number;
  readonly locale: Locale;
  /** What the header of reports calls this machine; undefined: nothing. */
  readonly hostLabel: string | undefined;
}

/** One thing wrong with the job file. `path` is like `jobs[2].policy.stallSeconds`, empty for the whole file. */
export interface ConfigProblem {
  readonly path: string;
  readonly message: string;
  /** 1-based; absent where the file could not be read at all. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** What commands.status printed, checked. Optional keys of a wrong type are absent (SPEC section 5). */
export interface StatusReport {
  readonly running: boolean;
  readonly completed: boolean;
  readonly pid?: number | undefined;
  readonly stopReason?: string | undefined;
  readonly message?: string | undefined;
  readonly progressKey?: string | undefined;
  readonly progress?: Readonly<Record<string, unknown>> | undefined;
  readonly level?: 'ok' | 'warn' | 'alert' | undefined;
}

/** What a probe came to. Every kind but `reported` makes the job unknown. */
export type Observation =
  | { readonly kind: 'reported'; readonly status: StatusReport }
  | { readonly kind: 'unreadable'; readonly detail: string }
  | { readonly kind: 'exited'; readonly exitCode: number; readonly stderrTail: string }
  | { readonly kind: 'killed'; readonly signal: string; readonly stderrTail: string }
  | { readonly kind: 'timed-out'; readonly afterSeconds: number }
  | { readonly kind: 'not-started'; readonly detail: string };

/** How a child process ended. */
export type Exit = ExitOutput &
  (
    | { readonly kind: 'exited'; readonly exitCode: number }
    | { readonly kind: 'killed'; readonly signal: string }
    | { readonly kind: 'timed-out'; readonly afterSeconds: number }
    | { readonly kind: 'not-started'; readonly detail: string }
    /** The caller's AbortSignal ended it. */
    | { readonly kind: 'aborted' }
  );

/**
 * What it wrote. Up to 1 MiB of each stream is whole; of more, the first 960 KiB (64 of a probe's) and the last 64 KiB are kept, with a line
 * `[… N bytes left out …]` between them. No character is cut in two; what is no UTF-8 reads U+FFFD.
 */
export interface ExitOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/**
 * What a send came to (SPEC section 9). Texts never hold the bot token. A `detail` may have several lines, the first of
 * which says the most.
 */
export type SendOutcome =
  | {
      readonly kind: 'sent';
      readonly via: string;
      /** The chat became a supergroup: its new id, to be remembered in place of the old one. */
      readonly movedTo?: string | undefined;
      /** As Telegram numbered the message, where the way tells it. */
      readonly messageId?: string | undefined;
    }
  | { readonly kind: 'failed'; readonly detail: string; readonly retryAfterSeconds?: number | undefined }
  | { readonly kind: 'unknown'; readonly detail: string }
  | { readonly kind: 'refused'; readonly detail: string; readonly mend: string };
