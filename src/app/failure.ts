/** What an operator's command can run into. Values, not exceptions: `cli/explain-failure` words them, `cli/exit-code` counts them. */
import type { Untroubled } from '../core/acknowledge.ts';
import type { ConfigProblem, JobKind, JobRisk } from '../core/model.ts';
import type { StartLease } from '../core/start-lease.ts';
import type { LoadedConfig, StateFailure } from './ports.ts';

export type Failure =
  | { readonly kind: 'config-unusable'; readonly loaded: LoadedConfig }
  | { readonly kind: 'unknown-job'; readonly id: string; readonly known: readonly string[] }
  | {
      readonly kind: 'invalid-job';
      readonly id: string;
      /** Of the job file. */
      readonly path: string;
      readonly problems: readonly ConfigProblem[];
    }
  | {
      readonly kind: 'wrong-kind';
      readonly id: string;
      readonly wanted: JobKind;
      readonly actual: JobKind;
    }
  | { readonly kind: 'risk'; readonly id: string; readonly risk: JobRisk; readonly canBeAllowed: boolean }
  /** A tick or another `start` is at it. */
  | { readonly kind: 'being-started'; readonly id: string; readonly lease: StartLease }
  | { readonly kind: 'no-way-to-stop'; readonly id: string; readonly statusDetail: string | undefined }
  | {
      readonly kind: 'signal-failed';
      readonly id: string;
      readonly pid: number;
      /** That it is to stay stopped is saved all the same. */
      readonly staysStopped: boolean;
    }
  | { readonly kind: 'signal-refused'; readonly pid: number }
  /** A tick would not run it from the queue. */
  | { readonly kind: 'queue-blocked'; readonly id: string; readonly jobKind: JobKind; readonly risk: JobRisk }
  /** `what` is not there; `known` are those that are. */
  | {
      readonly kind: 'not-waiting';
      readonly what: 'queue item' | 'outbox entry';
      readonly id: string;
      readonly known: readonly string[];
    }
  /** It is not sent, but printed by the next `tick --print-only`. */
  | { readonly kind: 'entry-printed'; readonly id: string }
  /** A silence keeps it back. */
  | { readonly kind: 'entry-held'; readonly id: string; readonly jobId: string }
  | { readonly kind: 'wrong-target'; readonly detail: string; readonly mend: string }
  | { readonly kind: 'item-running'; readonly id: string; readonly pid: number | undefined }
  | { readonly kind: 'item-ended'; readonly id: string; readonly status: string }
  /** There is nothing to acknowledge. */
  | { readonly kind: 'no-trouble'; readonly id: string; readonly stands: Untroubled }
  /** It has no silence of its own that could be lifted. `until`: epoch seconds. */
  | { readonly kind: 'silenced-with-all'; readonly id: string; readonly until: number }
  | { readonly kind: 'state'; readonly failure: StateFailure };

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function failed(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure };
}
