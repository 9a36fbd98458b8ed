/** What the doctor found out about a host. Facts alone: `doctor-*.ts` beside this file judge them. No secret is in them. */
import type { Config, ConfigProblem, Instant, Transport } from './model.ts';
import type { ChannelExplanation } from './openclaw-explanation.ts';

export interface DoctorFacts {
  readonly now: Instant;
  /** This program, as a scheduler would call it: `/usr/bin/node /opt/ops-monitor.js`. */
  readonly self: string;
  /** This program, as its user would: `ops-monitor` where a shell finds it by that name, else as `self`. */
  readonly call: string;
  readonly jobFile: JobFileFacts;
  readonly state: StateFacts;
  readonly files: readonly FileFacts[];
  readonly locks: readonly LockFacts[];
  readonly channel: ChannelFindings;
  readonly schedule: ScheduleFacts;
}

/** As a tick sees it. */
export interface JobFileFacts {
  readonly path: string;
  readonly isThere: boolean;
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
}

export type StateFacts = { readonly path: string } & (
  | { readonly kind: 'absent' }
  /** There is something that no tick can read. `detail` names the path. */
  | { readonly kind: 'unreadable'; readonly detail: string }
  | { readonly kind: 'unparsable'; readonly detail: string }
  | {
      readonly kind: 'state';
      readonly revision: number;
      /** Epoch seconds; undefined: no tick has written it. */
      readonly lastTickAt: number | undefined;
      readonly meanTickGapSeconds: number | undefined;
      readonly waiting: readonly WaitingReport[];
      /** Paths of values of a wrong type, which the next write leaves out. */
      readonly dropped: readonly string[];
    }
);

export interface WaitingReport {
  readonly createdAt: number;
  readonly nextAttemptAt: number;
  readonly lastError: string | undefined;
}

/** A file or folder that matters, and who may do what with it. */
export interface FileFacts {
  readonly path: string;
  readonly role: 'job file' | 'state' | 'state folder' | 'openclaw file';
  /** Undefined: there is none. */
  readonly access: FileAccess | undefined;
}

export interface FileAccess {
  readonly owner: number;
  /** Undefined where the system has no such thing. */
  readonly user: number | undefined;
  readonly canWrite: boolean;
  /** People besides the owner. */
  readonly othersCanRead: boolean;
  readonly othersCanWrite: boolean;
}

export type LockFacts = { readonly path: string } & (
  | { readonly kind: 'free' }
  | { readonly kind: 'held'; readonly owner: string | undefined }
  /** Its owner ended without giving it back, or no longer refreshes it. */
  | { readonly kind: 'left'; readonly owner: string | undefined }
  | { readonly kind: 'obstructed' }
);

export interface ChannelFindings {
  readonly transport: Transport;
  readonly explanation: ChannelExplanation;
  /** Undefined where the program was not found, or is not to be used. */
  readonly program: ProgramFacts | undefined;
  /** Undefined where the gateway is not on this host, or does not matter. */
  readonly gateway: 'answers' | 'silent' | undefined;
  /** Undefined where there is nothing to ask it with, or it is not to be used. */
  readonly botApi: BotApiFacts | undefined;
}

export interface ProgramFacts {
  /** Undefined: it did not say one. `detail` then says what it did. */
  readonly version: string | undefined;
  readonly detail: string | undefined;
  /** Of the `node` in the PATH that it is given; undefined: there is none. */
  readonly nodeVersion: string | undefined;
  /** It was found only because a folder of the caller's PATH has it, which schedulers do not search. */
  readonly isInPathAlone: boolean;
}

export type BotApiFacts =
  | {
      readonly kind: 'answers';
      /** `@name`; undefined where the answer holds none. */
      readonly bot: string | undefined;
      readonly seconds: number;
      /** How far this host's clock is ahead of the server's; undefined where the answer does not say its time. */
      readonly aheadSeconds: number | undefined;
    }
  | { readonly kind: 'refused'; readonly detail: string; readonly mend: string }
  | { readonly kind: 'unreachable'; readonly detail: string };

export interface ScheduleFacts {
  readonly found: readonly ScheduledTick[];
  /** What was asked and could answer. */
  readonly asked: readonly string[];
  /** Whether a timer of this user runs while nobody is logged in; undefined: there is none, or it cannot be told. */
  readonly lingers?: boolean | undefined;
}

export interface ScheduledTick {
  /** `crontab (* * * * *)`, `systemd user timer ops-monitor.timer`. */
  readonly by: string;
  readonly kind: 'crontab' | 'systemd' | 'launchd';
  /** What a timer of systemd starts, which need not have its name. */
  readonly service?: string | undefined;
  /** `off`: it is written down, but the scheduler does not know it. `unknown`: the scheduler could not be asked. */
  readonly activity: 'on' | 'off' | 'unknown';
  /** It calls the Python original. */
  readonly isOriginal: boolean;
  /** `ops-monitor schedule install` wrote it. */
  readonly isOurs: boolean;
  /** Given by --target there. */
  readonly target: string | undefined;
  /** Names of variables that the schedule sets. */
  readonly variables: readonly string[];
  /** Between two calls; undefined where somebody else wrote it. */
  readonly everySeconds: number | undefined;
}
