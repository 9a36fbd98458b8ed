/** Lives of jobs and policies of owners, by chance: what a history is made of. */
import type { Job, Observation, Policy, StatusReport } from '../../../src/core/model.ts';
import type { Random } from '../random.ts';

/** Five zones whose clocks change at different hours and by different amounts, and one that keeps its own. */
export const HISTORY_ZONES = [
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'America/Santiago',
  'Asia/Shanghai',
] as const;

export function somePolicy(random: Random): Policy {
  return {
    reportEverySeconds: random.pick([0, 60, 600, 900, 1800, 7200]),
    stallSeconds: random.pick([0, 300, 900, 3600]),
    autoResume: random.chance(0.6),
    autoResumeBackoffSeconds: random.pick([0, 60, 300, 900, 3600]),
    quietHours: someQuietHours(random),
    reportWhileRunning: random.chance(0.8),
    onlyOnChange: random.chance(0.4),
    statusTimeoutSeconds: 30,
    failuresBeforeAlert: random.weighted([3, 1], [1, 2], [1, 3]),
  };
}

function someQuietHours(random: Random): Policy['quietHours'] {
  const clock = () => {
    const [hour, minute] = [random.int(0, 23), random.pick([0, 0, 15, 30, random.int(0, 59)])];
    return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  };
  const hours = random.weighted(
    [2, { start: '23:00', end: '08:00' }],
    [1, { start: '00:00', end: '00:00' }],
    [1, { start: '01:30', end: '02:30' }],
    [3, { start: clock(), end: clock() }],
  );
  return random.chance(0.4) ? { ...hours, timezone: random.pick(HISTORY_ZONES) } : hours;
}

export function someJob(random: Random, id: string): Job {
  return {
    id,
    name: `Job ${id}`,
    kind: 'long_running_read',
    risk: random.weighted([4, 'read_only'], [1, 'write_local']),
    enabled: true,
    cwd: undefined,
    commands: { start: [id, 'start'], status: [id, 'status'] },
    policy: somePolicy(random),
    approval: { required: true, granted: false },
    after: [],
  };
}

type Mode = 'progressing' | 'stuck' | 'silent' | 'paused' | 'completed' | 'failing';

/** What a job really does, which the monitor sees by its probes alone. */
export interface Life {
  mode: Mode;
  stopReason: string | undefined;
  level: StatusReport['level'];
  steps: number;
}

export function newLife(random: Random): Life {
  const life: Life = { mode: 'progressing', stopReason: undefined, level: undefined, steps: 0 };
  liveOn(life, random, 1);
  return life;
}

/** Some time passes: now and then something becomes different. */
export function liveOn(life: Life, random: Random, changes = 0.2): void {
  if (random.chance(changes)) {
    life.mode = random.weighted<Mode>(
      [4, 'progressing'],
      [3, 'stuck'],
      [1, 'silent'],
      [3, 'paused'],
      [2, 'completed'],
      [2, 'failing'],
    );
  }
  if (random.chance(changes / 2)) life.stopReason = random.pick([undefined, undefined, 'disk full', 'login']);
  if (random.chance(changes / 2)) life.level = random.pick([undefined, 'ok', 'ok', 'warn', 'alert']);
  if (life.mode === 'progressing' && random.chance(0.8)) life.steps += 1;
}

export function probe(life: Life, random: Random): Observation {
  if (life.mode === 'failing') return someFailure(random);
  const isCompleted = life.mode === 'completed';
  const status: StatusReport = {
    running: life.mode === 'progressing' || life.mode === 'stuck' || life.mode === 'silent',
    completed: isCompleted,
    ...(life.stopReason !== undefined && { stopReason: life.stopReason }),
    ...(life.level !== undefined && { level: life.level }),
    ...(random.chance(0.5) && { message: `line ${random.int(1, 1000)}` }),
    ...(life.mode !== 'silent' && someProgress(life, random)),
  };
  // Some programs say that they run and that they are done.
  const observation = { kind: 'reported', status } as const;
  if (!isCompleted || !random.chance(0.1)) return observation;
  return { kind: 'reported', status: { ...status, running: true } };
}

/** Half of the jobs name their progress, the others show an object whose keys come in any order. */
function someProgress(life: Life, random: Random): Partial<StatusReport> {
  const progress = random.chance(0.5)
    ? { done: life.steps, at: { file: `f${life.steps}`, line: 1 } }
    : { at: { line: 1, file: `f${life.steps}` }, done: life.steps };
  return life.steps % 2 === 0 ? { progressKey: `step ${life.steps}`, progress } : { progress };
}

function someFailure(random: Random): Observation {
  return random.pick<Observation>([
    { kind: 'unreadable', detail: 'status output is not JSON' },
    { kind: 'exited', exitCode: 3, stderrTail: 'no route to host\n' },
    { kind: 'killed', signal: 'SIGSEGV', stderrTail: '' },
    { kind: 'timed-out', afterSeconds: 30 },
    { kind: 'not-started', detail: 'scan: no such program' },
  ]);
}
