/** Deliveries of several ticks take turns; what one finds while another is at work is left to it, and not forgotten. */
import { describe, expect, it } from 'vitest';
import { type DeliveryPorts, deliver } from '../../src/app/deliver.ts';
import type { SendOutcome } from '../../src/core/model.ts';
import type { OutboxEntry } from '../../src/schema/state.ts';
import { entry } from '../support/app-entries.ts';
import { createStage, NEVER, type Stage } from '../support/app-stage.ts';

const SENT: SendOutcome = { kind: 'sent', via: 'fake' };

function stageWith(...outbox: OutboxEntry[]): Stage {
  return createStage([], { state: { outbox } });
}

function deliverOn(stage: Stage, ports: DeliveryPorts = stage, signal: AbortSignal = NEVER) {
  return deliver(ports, { target: undefined, notify: stage.setting.loaded.config.notify }, signal);
}

const arrived = (stage: Stage) => stage.notifier.sent.map(({ text }) => text.at(-1));

const post = (stage: Stage, ...added: OutboxEntry[]) =>
  stage.store.transact((state) => ({
    state: { ...state, outbox: [...state.outbox, ...added] },
    result: undefined,
  }));

describe('a delivery that finds another at work', () => {
  it('leaves its messages to that one, and finds no fault', async () => {
    const stage = stageWith(entry('a'));
    stage.deliveryTurn.takeBy('pid 7 (tick, since 12:00:00)');
    expect(await deliverOn(stage)).toEqual({ waiting: 0, problems: [] });
    expect(stage.notifier.asked).toEqual([]);
  });
});

describe('a message that is posted while another delivery is at work', () => {
  it('goes out with it while it still sends', async () => {
    const stage = stageWith(entry('a'));
    stage.notifier.answer(async () => {
      await post(stage, entry('b'));
      return SENT;
    });
    await deliverOn(stage);
    expect(arrived(stage)).toEqual(['a', 'b']);
  });

  it('goes out with it though it comes after its last look', async () => {
    const stage = stageWith(entry('a'));
    const { deliveryTurn } = stage;
    const turns: string[] = [];
    const ports: DeliveryPorts = {
      ...stage,
      deliveryTurn: {
        tryHold: (work) =>
          deliveryTurn.tryHold(async (lost) => {
            const value = await work(lost);
            turns.push('turn');
            if (turns.length === 1) {
              await post(stage, entry('b'));
              // The tick that posted it is turned away.
              expect(await deliverOn(stage)).toEqual({ waiting: 0, problems: [] });
            }
            return value;
          }),
      },
    };
    expect(await deliverOn(stage, ports)).toEqual({ waiting: 0, problems: [] });
    expect(arrived(stage)).toEqual(['a', 'b']);
    expect(turns).toHaveLength(2);
  });

  it('does not make a delivery look for ever where nothing gets through', async () => {
    const stage = stageWith(entry('a'), entry('b'));
    stage.notifier.answer({ kind: 'failed', detail: 'no network' });
    expect(await deliverOn(stage)).toMatchObject({ waiting: 2 });
    expect(stage.journal.filter((line) => line === 'hold delivery')).toHaveLength(1);
  });

  it.each<[SendOutcome, number, object[]]>([
    [SENT, 0, []],
    [{ kind: 'failed', detail: 'no network' }, 2, [{ kind: 'send' }]],
  ])('is left to a third that took the turn, and only what failed is a fault: %j', async (...row) => {
    const [outcome, waiting, problems] = row;
    const stage = stageWith(entry('a'));
    stage.notifier.answer(outcome);
    const ports: DeliveryPorts = {
      ...stage,
      deliveryTurn: {
        tryHold: async (work) => {
          const held = await stage.deliveryTurn.tryHold(work);
          if (held.kind === 'held') await post(stage, entry('b', { target: '42' }));
          stage.deliveryTurn.takeBy('pid 9 (tick, since 12:00:01)');
          return held;
        },
      },
    };
    expect(await deliverOn(stage, ports)).toMatchObject({ waiting, problems });
  });
});

describe('a delivery that loses its turn', () => {
  it('finishes the message in hand, remembers it, and leaves the rest', async () => {
    const stage = stageWith(entry('a'), entry('b'));
    const seen: boolean[] = [];
    stage.notifier.answer(async () => {
      stage.deliveryTurn.lose();
      return SENT;
    });
    const notifier = {
      ...stage.notifier,
      send: async (...[message, signal]: Parameters<Stage['notifier']['send']>) => {
        const outcome = await stage.notifier.send(message, signal);
        seen.push(signal?.aborted === true);
        return outcome;
      },
    };
    const channels = { open: async () => ({ target: '1', source: 'nowhere', notifier }) };
    await deliverOn(stage, { ...stage, channels });
    expect(arrived(stage)).toEqual(['a']);
    expect(seen).toEqual([false]);
    expect(stage.store.saved.outbox.map(({ id }) => id)).toEqual(['b']);
  });
});

describe('a delivery that is told to end', () => {
  const endingWith = async (outcome: SendOutcome, ...outbox: OutboxEntry[]) => {
    const stage = stageWith(...outbox);
    const ending = new AbortController();
    stage.notifier.answer(() => {
      ending.abort('SIGTERM');
      return outcome;
    });
    await deliverOn(stage, stage, ending.signal);
    return stage;
  };

  it('strikes what arrived all the same, and sends nothing more', async () => {
    const stage = await endingWith(SENT, entry('a'), entry('b'));
    expect(stage.notifier.asked).toHaveLength(1);
    expect(stage.store.saved.outbox.map(({ id }) => id)).toEqual(['b']);
  });

  it('counts no attempt that its own end cut short', async () => {
    const stage = await endingWith({ kind: 'failed', detail: 'stopped' }, entry('a'));
    expect(stage.store.writes).toEqual([]);
  });

  it('remembers that an alert may have arrived, and that routine news may', async () => {
    const cut: SendOutcome = { kind: 'unknown', detail: 'stopped' };
    const alert = await endingWith(cut, entry('a'));
    expect(alert.store.saved.outbox).toMatchObject([{ id: 'a', unknowns: 1 }]);
    const routine = await endingWith(cut, entry('a', { importance: 'routine' }));
    expect(routine.store.saved.outbox).toEqual([]);
  });

  it('sends nothing where it is told before it began', async () => {
    const stage = stageWith(entry('a'));
    await deliverOn(stage, stage, AbortSignal.abort('SIGTERM'));
    expect(stage.notifier.asked).toEqual([]);
    expect(stage.store.saved.outbox).toHaveLength(1);
  });
});

describe('a delivery whose state cannot be saved', () => {
  it('ends after the message in hand, so that none is sent over and over', async () => {
    const stage = stageWith(entry('a'), entry('b'));
    stage.notifier.answer(() => {
      stage.store.failWith('unwritable');
      return SENT;
    });
    await expect(deliverOn(stage)).rejects.toMatchObject({ name: 'StateFailure', kind: 'unwritable' });
    expect(stage.notifier.asked).toHaveLength(1);
    expect(stage.journal.at(-1)).toBe('release delivery');
  });
});
