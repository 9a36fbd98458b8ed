/** Ways to kill a tick from outside. Each hands back the tick as it ended; it may have been too quick for its killer. */
import { watch } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BotApi, BotRequest } from '../../support/bot-api.ts';
import type { Ran } from '../../support/e2e-program.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import type { Random } from '../random.ts';
import type { Prepared } from './prepare.ts';
import { SILENCED } from './stage.ts';
import { launchToStep, type Step } from './steps.ts';

export type Way = (rig: Rig, telegram: BotApi) => Promise<Ran>;

export function atStep(step: Step): Way {
  return async (rig) => (await launchToStep(rig, step)).ended;
}

export function anyWay(random: Random, pace: Pick<Prepared, 'wholeMs' | 'firstMessageMs'>): Way {
  return random.weighted<Way>(
    [3, afterMs(random.next() * pace.firstMessageMs * 1.1)],
    // Whether it is lifted or over makes no difference to what has to arrive.
    [1, afterMs(random.next() * pace.firstMessageMs * 0.8, ['unsilence', SILENCED])],
    [1, afterMs(random.next() * pace.wholeMs * 1.05)],
    [3, atMessage(random.int(1, 4), random.chance(0.5) ? 0 : random.next() * 40)],
    [3, atChange(random.int(1, 70))],
  );
}

function afterMs(ms: number, argv: readonly string[] = ['tick']): Way {
  return async (rig) => {
    const { child, ended } = rig.launch(argv);
    const over = new AbortController();
    await Promise.race([sleep(ms, undefined, { signal: over.signal }).catch(() => {}), ended]);
    over.abort();
    child.kill('SIGKILL');
    return ended;
  };
}

/** `delayMs`: after the n-th message has arrived; 0: before it is answered. */
function atMessage(nth: number, delayMs: number): Way {
  return async (rig, telegram) => {
    const { child, ended } = rig.launch(['tick']);
    const stop = onMessage(telegram, nth, () => {
      if (delayMs === 0) child.kill('SIGKILL');
      else setTimeout(() => child.kill('SIGKILL'), delayMs);
    });
    return ended.finally(stop);
  };
}

function onMessage(telegram: BotApi, nth: number, act: () => void): () => void {
  const accepted = telegram.accepted as BotRequest['body'][];
  let left = nth;
  accepted.push = (...bodies) => {
    left -= 1;
    if (left === 0) act();
    return Array.prototype.push.apply(accepted, bodies);
  };
  return () => {
    Reflect.deleteProperty(accepted, 'push');
  };
}

/** At the n-th change in the folder of the state: about as fine as the steps, and to be had on every system. */
function atChange(nth: number): Way {
  return async (rig) => {
    let left = nth;
    const watcher = watch(dirname(rig.stateFile), () => {
      left -= 1;
      if (left === 0) child.kill('SIGKILL');
    });
    const { child, ended } = rig.launch(['tick']);
    return ended.finally(() => watcher.close());
  };
}
