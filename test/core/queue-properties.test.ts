import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { follow } from '../../src/core/after.ts';
import { claim, closeUnrunnable, judgeQueue, settle } from '../../src/core/queue.ts';
import type { MonitorState, QueueItem } from '../../src/schema/state.ts';
import { check, job, NOW, state, TEXTS, tickFacts } from '../support/core-fixtures.ts';
import { exitOf } from '../support/fake-runner.ts';

const again = check({ id: 'again', after: [{ jobId: 'check', when: 'success', delaySeconds: 30 }] });
const JOBS = [check(), again, check({ id: 'writes', risk: 'write_local' }), job()];
const { config } = tickFacts(JOBS, {});

type Move =
  | { kind: 'add'; jobId: string }
  | { kind: 'claim' | 'close' | 'die' }
  | { kind: 'settle'; which: number; exitCode: number }
  | { kind: 'wait'; seconds: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    jobId: fc.constantFrom('check', 'again', 'writes', 'scan', 'nobody'),
  }),
  fc.record({ kind: fc.constantFrom('claim' as const, 'claim' as const, 'close' as const, 'die' as const) }),
  fc.record({ kind: fc.constant('settle' as const), which: fc.nat(9), exitCode: fc.constantFrom(0, 0, 3) }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 900 }) }),
);

interface World {
  state: MonitorState;
  at: number;
  /** Whether the runner of the claimed items lives. */
  alive: boolean;
  /** Every id that was ever queued. */
  readonly seen: Set<string>;
}

function play(world: World, step: Move): void {
  const { at, alive } = world;
  const before = { ...world.state, revision: world.state.revision + 1 };
  const verdicts = () => judgeQueue(before, config, false, at, () => alive);
  const next = (): MonitorState => {
    switch (step.kind) {
      case 'add':
        return follow(
          before,
          job({ after: [{ jobId: step.jobId, when: 'success', delaySeconds: 0 }] }),
          'success',
          0,
          at,
          TEXTS,
        ).state;
      case 'claim':
        return claim(before, verdicts(), 42, at, 1);
      case 'close':
        return closeUnrunnable(before, verdicts(), at, TEXTS).state;
      case 'settle': {
        const item = before.queue.filter(({ status }) => status === 'running')[step.which];
        const of = JOBS.find(({ id }) => id === item?.jobId);
        if (item === undefined || of === undefined) return before;
        return settle(
          before,
          {
            itemId: item.id,
            job: of,
            exit: exitOf({ kind: 'exited', exitCode: step.exitCode }),
            endedAt: at,
          },
          TEXTS,
        ).state;
      }
      default:
        return before;
    }
  };
  world.state = next();
  world.alive = step.kind === 'die' ? false : step.kind === 'claim' ? true : alive;
  if (step.kind === 'wait') world.at += step.seconds;
  for (const { id } of world.state.queue) world.seen.add(id);
}

const isFinished = ({ status }: QueueItem) => ['done', 'failed', 'blocked'].includes(status ?? 'pending');

describe('whatever happens to the queue', () => {
  it('no item is lost, no id is given twice, at most 200 are history', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const world: World = { state: state(), at: NOW, alive: true, seen: new Set() };
        let finished = 0;
        for (const step of moves) {
          const before = world.state.queue;
          play(world, step);
          const ids = world.state.queue.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          // What is gone had ended.
          const gone = before.filter(({ id }) => !ids.includes(id));
          expect(gone.filter((item) => !isFinished(item))).toEqual([]);
          finished = world.state.queue.filter(isFinished).length;
        }
        expect(world.seen.size).toBe(world.state.queue.length);
        expect(finished).toBeLessThanOrEqual(200);
      }),
      { numRuns: 300 },
    );
  });

  it('an item whose runner lives is nobody else’s until its lease is over', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 30_000 }),
        (timeoutSeconds, waves, later) => {
          const before = state({ queue: [{ id: 'q', jobId: 'check', timeoutSeconds }] });
          const claimed = claim(
            before,
            judgeQueue(before, config, false, NOW, () => true),
            42,
            NOW,
            waves,
          );
          const due = judgeQueue(claimed, config, false, NOW + later, () => true);
          expect(due.length === 0).toBe(later < timeoutSeconds * waves + 300);
        },
      ),
    );
  });

  it('an item whose runner keeps dying is tried three times, then told of', () => {
    let current = state({ queue: [{ id: 'q', jobId: 'check' }] });
    const kinds: string[] = [];
    for (let tick = 0; tick < 5; tick++) {
      const verdicts = judgeQueue(current, config, false, NOW, () => false);
      kinds.push(verdicts.map(({ kind }) => kind).join());
      current = closeUnrunnable(claim(current, verdicts, 42, NOW, 1), verdicts, NOW, TEXTS).state;
      const closed = judgeQueue(current, config, false, NOW, () => false);
      current = closeUnrunnable(current, closed, NOW, TEXTS).state;
    }
    expect(kinds).toEqual(['run', 'run', 'run', '', '']);
    expect(current.queue[0]).toMatchObject({ status: 'failed', attempt: 3 });
  });
});
