/** Job files as people write them, and what resolveConfig says of them, one line a problem. */

import { formatPath } from '../../src/core/config-problem.ts';
import type { Job, Policy } from '../../src/core/model.ts';
import { type RawProblem, resolveConfig } from '../../src/schema/config.ts';

export type Written = Record<string, unknown>;

export function longJob(more: Written = {}): Written {
  const commands = { start: ['scan', '--resume'], status: ['scan', '--status'] };
  return { id: 'scan', kind: 'long_running_read', risk: 'read_only', commands, ...more };
}

export function check(more: Written = {}): Written {
  return { id: 'check', kind: 'one_shot_read', risk: 'read_only', commands: { run: ['check'] }, ...more };
}

export function write(more: Written = {}): Written {
  return {
    id: 'write',
    kind: 'one_shot_write',
    risk: 'write_external',
    commands: { run: ['write'] },
    ...more,
  };
}

export function fileOf(...jobs: unknown[]): Written {
  return { version: 1, jobs };
}

/** SPEC section 4, the column «default». */
export const BUILT_IN: Policy = {
  reportEverySeconds: 1800,
  stallSeconds: 3600,
  autoResume: false,
  autoResumeBackoffSeconds: 900,
  quietHours: { start: '23:00', end: '08:00' },
  reportWhileRunning: true,
  onlyOnChange: false,
  statusTimeoutSeconds: 30,
  failuresBeforeAlert: 1,
};

export const NO_NOTIFY = { transport: 'auto', silentRoutine: false };

/** The one job of a file, `more` beside it. */
export function onlyJob(job: unknown, more: Written = {}): Job | undefined {
  return resolveConfig({ ...fileOf(job), ...more }).config.jobs[0];
}

export function problemsOf(raw: unknown): string[] {
  return resolveConfig(raw).problems.map(line);
}

export function warningsOf(raw: unknown): string[] {
  return resolveConfig(raw).warnings.map(line);
}

export function idsOf(raw: unknown): string[] {
  return resolveConfig(raw).config.jobs.map((job) => job.id);
}

function line({ path, message }: RawProblem): string {
  return `${formatPath(path)}: ${message}`;
}
