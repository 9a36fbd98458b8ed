import { type DeliveryProblem, type DeliveryResult, deliver } from './deliver.ts';
import { limiter } from './in-parallel.ts';
import { type LoadedConfig, StateFailure } from './ports.ts';
import { printReports } from './print-reports.ts';
import { orStateFailure } from './state-failure.ts';
import type { TickPorts, TickRequest } from './tick.ts';

/** What a tick tells, one delivery after the other: two at once would print the same report twice. */
export interface Telling {
  /** Does `work` in its turn. A state that fails is remembered, and ends nothing else. */
  inTurn(work: () => Promise<DeliveryResult>): Promise<void>;
  /** Saves something, without waiting for a turn; false where the state failed. */
  save(work: () => Promise<void>): Promise<boolean>;
  outcome(): { readonly delivery: DeliveryResult; readonly stateFailure: StateFailure | undefined };
}

/** `failure`: what the state has failed with before. The first failure is the one that is told. */
export function createTelling(failure: StateFailure | undefined): Telling {
  const turn = limiter(1);
  const results: DeliveryResult[] = [];
  let stateFailure = failure;
  const attempt = async <T>(work: () => Promise<T>): Promise<T | StateFailure> => {
    const outcome = await orStateFailure(work);
    if (outcome instanceof StateFailure) stateFailure ??= outcome;
    return outcome;
  };
  return {
    async inTurn(work) {
      const outcome = await turn(() => attempt(work));
      if (!(outcome instanceof StateFailure)) results.push(outcome);
    },
    save: async (work) => !((await attempt(work)) instanceof StateFailure),
    outcome: () => ({ delivery: together(results), stateFailure }),
  };
}

/** All that went wrong, each once; what waits, as the last one left it. */
function together(results: readonly DeliveryResult[]): DeliveryResult {
  const problems = new Map<string, DeliveryProblem>();
  for (const problem of results.flatMap((result) => result.problems)) {
    problems.set(JSON.stringify(problem), problem);
  }
  const last = results.at(-1) ?? { waiting: 0 };
  return { ...last, problems: [...problems.values()] };
}

/** What of this tick's own report, and of all that waits besides, goes out now. Throws StateFailure. */
export function tell(
  ports: TickPorts,
  request: TickRequest,
  loaded: LoadedConfig,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  return request.isPrintOnly
    ? printReports(ports, signal)
    : deliver(ports, { target: request.target, notify: loaded.config.notify }, signal);
}
