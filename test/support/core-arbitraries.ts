/** Random jobs, probes and days for properties of the core. */
import fc from 'fast-check';
import type { Instant, Job, Observation, StatusReport } from '../../src/core/model.ts';
import type { JobState } from '../../src/schema/state.ts';
import { completed, failing, instant, job, paused, running } from './core-fixtures.ts';

/** 00:00 of some day. */
export const MIDNIGHT = 1_799_971_200;

const level = fc.constantFrom<StatusReport['level'][]>(undefined, 'ok', 'warn', 'alert');

export const observation: fc.Arbitrary<Observation> = fc.oneof(
  fc
    .tuple(fc.constantFrom('k1', 'k2', 'k3', undefined), level)
    .map(([key, level]) => running(key, { level })),
  fc
    .tuple(fc.constantFrom('quota', 'disk', undefined), level)
    .map(([reason, level]) => paused(reason, { level })),
  level.map((level) => completed({ level })),
  fc.constantFrom('empty status output', 'status output is not JSON').map(failing),
);

const policy = fc.record({
  reportEverySeconds: fc.constantFrom(0, 60, 1800, 7200),
  stallSeconds: fc.constantFrom(0, 300, 3600),
  autoResume: fc.boolean(),
  autoResumeBackoffSeconds: fc.constantFrom(0, 900),
  quietHours: fc.constantFrom({ start: '23:00', end: '08:00' }, { start: '00:00', end: '00:00' }),
  reportWhileRunning: fc.boolean(),
  onlyOnChange: fc.boolean(),
  failuresBeforeAlert: fc.constantFrom(1, 3),
});

export const anyJob: fc.Arbitrary<Job> = fc
  .tuple(policy, fc.constantFrom('read_only' as const, 'write_local' as const))
  .map(([policy, risk]) => job({ policy, risk }));

/** One tick: how long after the one before, what it saw, and what the operator has done in between. */
export interface Step {
  readonly after: number;
  readonly seen: Observation;
  readonly operator: 'nothing' | 'stop' | 'start';
}

const step: fc.Arbitrary<Step> = fc.record({
  after: fc.oneof(fc.constantFrom(60, 300, 900, 1800), fc.integer({ min: 1, max: 20_000 })),
  seen: observation,
  operator: fc.constantFrom('nothing', 'nothing', 'nothing', 'stop', 'start'),
});

export const day = fc.array(step, { minLength: 1, maxLength: 25 });

/** What the commands `stop` and `start` leave behind. */
export function byOperator(previous: JobState, { operator }: Step, at: number): JobState {
  const { operatorStopped: _, ...rest } = previous;
  if (operator === 'stop') return { ...previous, operatorStopped: true, lastStopAt: at };
  return operator === 'start' ? { ...rest, lastManualStartAt: at } : previous;
}

/** The wall clock goes with the time, in UTC. */
export function momentAt(epochSeconds: number): Instant {
  const minute = Math.floor((((epochSeconds - MIDNIGHT) % 86_400) + 86_400) / 60) % 1440;
  const two = (part: number) => String(part).padStart(2, '0');
  return instant(epochSeconds, `${two(Math.floor(minute / 60))}:${two(minute % 60)}`);
}
