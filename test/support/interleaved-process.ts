/** Processes that share one stage: each call of a port waits until a scheduler lets it on. */
import type fc from 'fast-check';
import type { Message, Notifier, TurnLock } from '../../src/app/ports.ts';
import type { TickPorts } from '../../src/app/tick.ts';
import { silenceOf } from '../../src/core/silence.ts';
import type { Stage } from './app-stage.ts';

export interface Told {
  readonly text: string;
  /** What was silenced at the last look of its process before it was sent. */
  readonly silenced: readonly string[];
}

/** A message is under way for so many turns of the scheduler: others get a lot done meanwhile. */
const SEND_STEPS = 6;
/** Far more than any history takes. */
const MOST_STEPS = 50_000;

/** `told`: where it writes down what it sends or prints. */
export function processOn(stage: Stage, scheduler: fc.Scheduler, pid: number, told: Told[]): TickPorts {
  const next = (label: string) => scheduler.schedule(Promise.resolve(), `${pid} ${label}`);
  const jobIds = stage.setting.loaded.config.jobs.map(({ id }) => id);
  let silenced: readonly string[] = [];
  const telling = (to: Notifier): Notifier => ({
    async send(message: Message, signal?: AbortSignal) {
      told.push({ text: message.text, silenced });
      for (let step = 0; step < SEND_STEPS; step++) await next('send');
      return to.send(message, signal);
    },
  });
  const takenInTurn = (lock: TurnLock): TurnLock => ({
    async tryHold(work) {
      await next('take a turn');
      return lock.tryHold(async (lost) => {
        const value = await work(lost);
        await next('give it back');
        return value;
      });
    },
  });
  return {
    ...stage,
    pid,
    store: {
      async read() {
        await next('read');
        const state = await stage.store.read();
        const at = stage.clock.now().epochSeconds;
        silenced = jobIds.filter((id) => silenceOf(state, id, at) !== undefined);
        return state;
      },
      async transact(change) {
        await next('save');
        return stage.store.transact(change);
      },
    },
    clock: { ...stage.clock, sleep: (ms, signal) => stage.clock.sleep(ms, signal).then(() => next('wake')) },
    runner: {
      async run(command, signal) {
        await next(`run ${command.argv[0]}`);
        return stage.runner.run(command, signal);
      },
    },
    watchTurn: takenInTurn(stage.watchTurn),
    deliveryTurn: takenInTurn(stage.deliveryTurn),
    printTurn: takenInTurn(stage.printTurn),
    printer: telling(stage.printer),
    channels: {
      async open(request) {
        await next('open');
        const channel = await stage.channels.open(request);
        return { ...channel, notifier: telling(channel.notifier) };
      },
    },
  };
}

/** Lets calls on, one at a time, until all of `work` has ended; where all of it waits for time, time passes. */
export async function drive(
  stage: Stage,
  scheduler: fc.Scheduler,
  work: readonly Promise<unknown>[],
): Promise<void> {
  const all = Promise.all(work);
  let isDone = false;
  const noteDone = () => {
    isDone = true;
  };
  all.then(noteDone, noteDone);
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    // What can go on by itself does, first.
    await new Promise((resolve) => setImmediate(resolve));
    if (isDone) {
      await all;
      return;
    }
    if (scheduler.count() > 0) await scheduler.waitNext(1);
    else stage.clock.advance(0.25);
  }
  throw new Error(`no end: ${scheduler.count()} calls wait, and ${stage.clock.sleepers} are asleep`);
}
