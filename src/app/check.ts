import { type CheckResult, check as judge } from '../core/check.ts';
import { type Clock, type LoadedConfig, StateFailure, type StateStore } from './ports.ts';
import { orStateFailure } from './state-failure.ts';

/** Whether all is well, from the state and the job file alone: asks no job, takes no lock, changes nothing. */
export async function check(
  ports: { readonly clock: Clock; readonly store: StateStore },
  loaded: LoadedConfig,
  maxAgeSeconds: number,
): Promise<CheckResult> {
  const { path, config, problems, unusable } = loaded;
  const read = await orStateFailure(() => ports.store.read());
  const isRead = !(read instanceof StateFailure);
  return judge({
    now: ports.clock.now(),
    state: isRead ? read : undefined,
    unreadable: isRead ? undefined : read.message,
    config,
    configPath: path,
    configProblems: problems,
    isConfigUnusable: unusable,
    maxAgeSeconds,
  });
}
