/** What an operator's command can run into. Values, not exceptions: `cli/explain-failure` words them, `cli/exit-code` counts them. */
import type { ConfigProblem, JobKind, JobRisk } from '../core/model.ts';
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
  | { readonly kind: 'no-way-to-stop'; readonly id: string; readonly statusDetail: string | undefined }
  | {
      readonly kind: 'signal-failed';
      readonly id: string;
      readonly pid: number;
      /** That it is to stay stopped is saved all the same. */
      readonly staysStopped: boolean;
    }
  | { readonly kind: 'signal-refused'; readonly pid: number }
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
