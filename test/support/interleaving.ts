/** Random hours of several ticks and an operator at once on one state, with all that was told in them. */
import fc from 'fast-check';
import { ack } from '../../src/app/ack.ts';
import { retryOutbox } from '../../src/app/outbox-desk.ts';
import { silence, unsilence } from '../../src/app/silence.ts';
import type { TickResult } from '../../src/app/tick.ts';
import type { OutboxEntry, OutboxSection } from '../../src/schema/state.ts';
import { entry, item } from './app-entries.ts';
import { createStage, NEVER, prints, type Stage, says, tickOn } from './app-stage.ts';
import { drive, processOn, type Told } from './interleaved-process.ts';
import { check, longJob } from './written-jobs.ts';

export const WATCHED = 'scan';
/** What each check prints beside its mark, and how long it runs: a report waits 5 s for it. */
const CHECKS = {
  check: { length: 0, takesMs: 0 },
  // Six of them fill more than a message.
  long: { length: 700, takesMs: 0 },
  slow: { length: 0, takesMs: 8000 },
} as const;
const CHECK_IDS = Object.keys(CHECKS) as (keyof typeof CHECKS)[];
const STANDINGS = ['running', 'paused', 'completed'] as const;

/** What one process does from its start to its end, or what comes from outside. */
type Act =
  | { readonly does: 'print' | 'send' | 'retry' | 'ack' }
  | { readonly does: 'queue'; readonly ids: readonly string[] }
  | { readonly does: 'silence'; readonly id: string; readonly seconds: number }
  | { readonly does: 'unsilence'; readonly id: string }
  | { readonly does: 'stand'; readonly as: (typeof STANDINGS)[number] }
  | { readonly does: 'wait'; readonly seconds: number };

/** `after`: so many turns of the scheduler. */
interface Step {
  readonly after: number;
  readonly act: Act;
}

const does = <K extends Act['does']>(...kinds: K[]) => fc.constantFrom(...kinds);
const silenceable = fc.constantFrom(WATCHED, ...CHECK_IDS, 'all');
const batch = fc.array(fc.constantFrom(...CHECK_IDS), { minLength: 1, maxLength: 7 });
const silentSeconds = fc.constantFrom(1, 3, 3600);
const passingSeconds = fc.constantFrom(0.25, 1, 4, 60, 3600);

const act = fc.oneof<fc.WeightedArbitrary<Act>[]>(
  { weight: 7, arbitrary: fc.record({ does: does('print', 'send') }) },
  { weight: 2, arbitrary: fc.record({ does: does('retry', 'ack') }) },
  { weight: 3, arbitrary: fc.record({ does: does('queue'), ids: batch }) },
  {
    weight: 4,
    arbitrary: fc.record({ does: does('silence'), id: silenceable, seconds: silentSeconds }),
  },
  { weight: 3, arbitrary: fc.record({ does: does('unsilence'), id: silenceable }) },
  { weight: 2, arbitrary: fc.record({ does: does('stand'), as: fc.constantFrom(...STANDINGS) }) },
  { weight: 2, arbitrary: fc.record({ does: does('wait'), seconds: passingSeconds }) },
);

const steps: fc.Arbitrary<Step[]> = fc.array(fc.record({ after: fc.nat(20), act }), {
  minLength: 1,
  maxLength: 6,
});

interface Leftover {
  readonly via: OutboxEntry['via'];
  readonly ids: readonly string[];
  readonly length: number;
}

/** Messages of several jobs that earlier ticks left, some of them of more than one part. */
const leftover: fc.Arbitrary<Leftover> = fc.record({
  via: fc.constantFrom('print', 'channel'),
  ids: fc.subarray(CHECK_IDS, { minLength: 1 }),
  length: fc.constantFrom(0, 2000),
});

/** What goes on side by side, as from several schedulers and terminals. */
export const hour = fc.record({
  left: fc.array(leftover, { minLength: 1, maxLength: 4 }),
  sides: fc.array(steps, { minLength: 2, maxLength: 4 }),
});

type Hour = typeof hour extends fc.Arbitrary<infer T> ? T : never;

export interface Lived {
  readonly stage: Stage;
  readonly told: Told[];
  /** The mark of each queue item that ran: `mark-JOB-NUMBER`. */
  readonly ran: string[];
  /** What became of the ticks. */
  readonly ended: TickResult[];
}

/** Plays an hour to its end, and then, in peace and without a silence, what it has left. */
export async function live({ left, sides }: Hour, scheduler: fc.Scheduler): Promise<Lived> {
  const world = createWorld(left);
  const go = async (steps: readonly Step[]) => {
    for (const { after, act } of steps) {
      for (let turn = 0; turn < after; turn++) await scheduler.schedule(Promise.resolve(), 'pause');
      await perform(world, act, scheduler);
    }
  };
  await drive(world.stage, scheduler, sides.map(go));
  const lifted = [WATCHED, ...CHECK_IDS, 'all'].map((id): Act => ({ does: 'unsilence', id }));
  const calm: Act[] = [{ does: 'print' }, { does: 'send' }, { does: 'wait', seconds: 60 }];
  const last: Act[] = [{ does: 'stand', as: 'running' }, ...lifted, ...calm, ...calm];
  await drive(world.stage, scheduler, [go(last.map((act) => ({ after: 0, act })))]);
  return world;
}

function createWorld(left: readonly Leftover[]) {
  let marks = 0;
  const nextMark = (id: string) => `mark-${id}-${++marks}`;
  const outbox = left.map(({ via, ids, length }, i) => {
    const sections = ids.map((jobId): OutboxSection => {
      return { jobId, importance: 'alert', text: `• ${nextMark(jobId)}\n${'x'.repeat(length)}` };
    });
    return entry(`left-${i}`, { via, sections });
  });
  const never = { start: '00:00', end: '00:00' };
  const policy = { quietHours: never, reportEverySeconds: 60, stallSeconds: 0 };
  const checks = CHECK_IDS.map((id) => check({ id, commands: { run: [id] } }));
  const stage = createStage([longJob({ enabled: true, policy }), ...checks], { state: { outbox } });
  const world = {
    stage,
    told: [],
    ran: [] as string[],
    ended: [],
    standing: 'running',
    pids: 5000,
    items: 0,
  };
  stage.runner.script(WATCHED, () => {
    const { standing } = world;
    const status = { running: standing === 'running', completed: standing === 'completed' };
    return says({ ...status, progress: { mark: nextMark(WATCHED) } });
  });
  for (const id of CHECK_IDS) {
    const { length, takesMs } = CHECKS[id];
    stage.runner.script(id, async () => {
      const mark = nextMark(id);
      world.ran.push(mark);
      await stage.clock.sleep(takesMs);
      return prints(`ALERT: ${mark}\n${'x'.repeat(length)}`);
    });
  }
  return world;
}

async function perform(
  world: Lived & { standing: string; pids: number; items: number },
  act: Act,
  scheduler: fc.Scheduler,
): Promise<void> {
  const { stage } = world;
  const { loaded } = stage.setting;
  const pid = ++world.pids;
  stage.processes.add(pid);
  const ports = processOn(stage, scheduler, pid, world.told);
  switch (act.does) {
    case 'print':
    case 'send':
      world.ended.push(await tickOn(ports, { isPrintOnly: act.does === 'print' }));
      return;
    case 'retry':
      await retryOutbox(ports, loaded, { id: undefined, target: undefined }, NEVER);
      return;
    case 'queue': {
      // No jump of the clock is to outlast a run: elsewhere that has a time limit.
      const added = act.ids.map((jobId) => item(`q${++world.items}`, { jobId, timeoutSeconds: 1e7 }));
      await ports.store.transact((state) => {
        return { state: { ...state, queue: [...state.queue, ...added] }, result: undefined };
      });
      return;
    }
    case 'silence':
      await silence(ports, loaded, { id: act.id, seconds: act.seconds, reason: undefined });
      return;
    case 'unsilence':
      await unsilence(ports, loaded, act.id);
      return;
    case 'ack':
      await ack(ports, loaded, { id: WATCHED, reason: undefined });
      return;
    case 'stand':
      world.standing = act.as;
      return;
    case 'wait':
      stage.clock.advance(act.seconds);
  }
}
