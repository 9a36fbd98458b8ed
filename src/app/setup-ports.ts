/** What `init` and `schedule` need of the host. Adapters implement it, tests fake it. */
import type { Inexpressible, ScheduleText, TickCall } from '../core/schedule-call.ts';
import type { Trouble } from '../core/schedule-choice.ts';
import type { LoadedConfig } from './ports.ts';

/** One scheduler of this host, as `schedule` uses it. Nothing here rejects; each call ends within some 30 s. */
export interface Scheduler {
  /** Why it cannot be used here; undefined: it can. */
  trouble(signal: AbortSignal): Promise<Trouble | undefined>;
  /** What `install` would write, and what it would run then. */
  draft(call: TickCall): ScheduleDraft | Inexpressible;
  /** In place of an earlier one of ours. What is not ours is left as it is, byte for byte. */
  install(call: TickCall, signal: AbortSignal): Promise<ScheduleOutcome>;
  /** Takes away what is ours; that there is nothing of ours is no failure. */
  remove(signal: AbortSignal): Promise<ScheduleOutcome>;
}

export interface ScheduleDraft {
  readonly kind: 'draft';
  readonly texts: readonly ScheduleText[];
  readonly commands: readonly string[];
}

export type ScheduleOutcome =
  /** `places`: what was written or taken away, for people; empty: nothing had to be done. `notes`: what is still to do. */
  | { readonly kind: 'done'; readonly places: readonly string[]; readonly notes: readonly Trouble[] }
  | ({ readonly kind: 'failed' } & Trouble);

/** A person at a terminal. */
export interface Prompt {
  /** What was typed, without blanks around it; undefined: they broke off, or the input has ended. Never rejects. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
  say(line: string): void;
  /** After the last question: gives the terminal back. */
  close(): void;
}

/** The files that `init` makes. Nothing here rejects. */
export interface NewFiles {
  /** Absolute, both. */
  readonly jobFile: string;
  readonly starterScript: string;
  isThere(path: string): boolean;
  /** What the text would come to as the job file. */
  check(text: string): Promise<LoadedConfig>;
  /** With the folders that it needs (0700). What is there already is never replaced. */
  create(path: string, text: string, mode: number): Created;
  remove(path: string): void;
}

export type Created =
  | { readonly kind: 'created' | 'there' }
  /** `detail` names the path. */
  | { readonly kind: 'failed'; readonly detail: string };
