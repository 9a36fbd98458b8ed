import { follow } from '../core/after.ts';
import { withoutFuture } from '../core/clock-set-back.ts';
import { lastCommand } from '../core/command-result.ts';
import type { Exit } from '../core/model.ts';
import { post } from '../core/outbox.ts';
import { renderHeader } from '../core/report.ts';
import { holdSilenced } from '../core/silenced-outbox.ts';
import { voiceOf } from '../core/voice.ts';
import { done, failed, type Outcome } from './failure.ts';
import { findJob } from './find-job.ts';
import type { LoadedConfig, StateFailure } from './ports.ts';
import type { OperatorPorts } from './start.ts';
import { orStateFailure } from './state-failure.ts';

export interface RunRequest {
  readonly id: string;
  readonly timeoutSeconds: number;
  readonly isDryRun: boolean;
}

export type Ran =
  /** `unsaved`: it ran, but that could not be remembered, and nothing follows it. */
  | { readonly kind: 'ran'; readonly exit: Exit; readonly unsaved: StateFailure | undefined }
  | { readonly kind: 'would-run'; readonly argv: readonly string[] };

/** Runs a read-only one-shot now, remembers how it ended, and queues what follows it. */
export async function run(
  ports: OperatorPorts,
  loaded: LoadedConfig,
  request: RunRequest,
  signal: AbortSignal,
): Promise<Outcome<Ran>> {
  const found = findJob(loaded, request.id);
  if (!found.ok) return found;
  const job = found.value;
  const argv = job.commands.run;
  if (job.kind !== 'one_shot_read' || argv === undefined) {
    return failed({ kind: 'wrong-kind', id: job.id, wanted: 'one_shot_read', actual: job.kind });
  }
  if (job.risk !== 'read_only')
    return failed({ kind: 'risk', id: job.id, risk: job.risk, canBeAllowed: false });
  if (request.isDryRun) return done({ kind: 'would-run', argv });
  const exit = await ports.runner.run({ argv, cwd: job.cwd, timeoutSeconds: request.timeoutSeconds }, signal);
  if (exit.kind === 'aborted') return done({ kind: 'ran', exit, unsaved: undefined });
  const now = ports.clock.now();
  const at = now.epochSeconds;
  const outcome = exit.kind === 'exited' && exit.exitCode === 0 ? 'success' : 'failure';
  const unsaved = await orStateFailure(() =>
    ports.store.transact((before) => {
      // Before there is what follows, which is no part of what moves back with the clock.
      const past = withoutFuture(before, now, ports.clock.now().epochSeconds);
      const ranJob = { ...past.jobs[job.id], lastRunAt: at, lastRun: lastCommand(exit) };
      const remembered = { ...past, jobs: { ...past.jobs, [job.id]: ranJob } };
      const voice = voiceOf(before, loaded.config, loaded.problems);
      const { state, sections } = follow(remembered, job, outcome, 0, at, voice.texts);
      const header = renderHeader(now, voice);
      const report = { via: 'channel' as const, target: undefined, header, sections, at };
      return { state: holdSilenced(post(state, report), at), result: undefined };
    }),
  );
  return done({ kind: 'ran', exit, unsaved });
}
