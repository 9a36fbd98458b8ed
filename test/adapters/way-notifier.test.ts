import { describe, expect, it } from 'vitest';
import { createWayNotifier, type Ways } from '../../src/adapters/way-notifier.ts';
import type { Message, Notifier } from '../../src/app/ports.ts';
import type { SendOutcome } from '../../src/core/model.ts';
import type { Way } from '../../src/core/openclaw-ways.ts';
import { createFakeNotifier } from '../support/fakes.ts';
import { createJumpingClock } from '../support/jumping-clock.ts';

const MESSAGE: Message = { text: 'a report', target: '-5:topic:7', silent: false };
const BOTH: readonly Way[] = ['openclaw', 'telegram'];

const failed = (detail: string, retryAfterSeconds?: number): SendOutcome => ({
  kind: 'failed',
  detail,
  retryAfterSeconds,
});
const UNKNOWN: SendOutcome = { kind: 'unknown', detail: 'nobody knows' };
const REFUSED: SendOutcome = { kind: 'refused', detail: 'no', mend: 'mend it' };
const SENT: SendOutcome = { kind: 'sent', via: 'fake' };

function createRig(ways: readonly Way[] = BOTH, more: Partial<Ways> = {}) {
  const journal: Way[] = [];
  const openclaw = createFakeNotifier();
  const telegram = createFakeNotifier();
  const noted = (way: Way, notifier: Notifier): Notifier => ({
    send(...args) {
      journal.push(way);
      return notifier.send(...args);
    },
  });
  const clock = createJumpingClock();
  let ordered = 0;
  const notifier = createWayNotifier({
    order: async () => {
      ordered += 1;
      return ways;
    },
    notifiers: { openclaw: noted('openclaw', openclaw), telegram: noted('telegram', telegram) },
    none: failed('no way to send'),
    lacks: [],
    movedChats: {},
    clock,
    ...more,
  });
  return {
    openclaw,
    telegram,
    clock,
    journal,
    get ordered() {
      return ordered;
    },
    send: (message: Partial<Message> = {}, signal?: AbortSignal) =>
      notifier.send({ ...MESSAGE, ...message }, signal),
  };
}

describe('the second way', () => {
  it('is asked when the first has failed', async () => {
    const rig = createRig();
    rig.openclaw.answer(failed('no gateway'));
    expect(await rig.send()).toEqual(SENT);
    expect(rig.journal).toEqual(BOTH);
    expect(rig.telegram.sent).toEqual([MESSAGE]);
  });

  it.each([SENT, UNKNOWN, REFUSED])('is not asked after %j', async (outcome) => {
    const rig = createRig();
    rig.openclaw.answer(outcome);
    expect(await rig.send()).toEqual(outcome);
    expect(rig.journal).toEqual(['openclaw']);
  });

  it('is asked after a limit of up to 5 s', async () => {
    const rig = createRig();
    rig.openclaw.answer(failed('429', 5));
    expect(await rig.send()).toEqual(SENT);
    expect(rig.clock.pauses).toEqual([5]);
  });

  it('is not asked for a longer limit, which is that of the same bot', async () => {
    const rig = createRig();
    rig.openclaw.answer(failed('429', 6));
    expect(await rig.send()).toEqual(failed('429', 6));
    expect(rig.journal).toEqual(['openclaw']);
  });

  it('speaks last, and what the first said is told with it', async () => {
    const rig = createRig();
    rig.openclaw.answer(failed('no gateway'));
    rig.telegram.answer(failed('no network', 60));
    expect(await rig.send()).toEqual(failed('no gateway\nno network', 60));
  });

  it('may be refused, and then its mend is told', async () => {
    const rig = createRig();
    rig.openclaw.answer(failed('no gateway'));
    rig.telegram.answer(REFUSED);
    expect(await rig.send()).toEqual({ kind: 'refused', detail: 'no gateway\nno', mend: 'mend it' });
  });

  it('is not asked when it was stopped meanwhile', async () => {
    const stopping = new AbortController();
    const rig = createRig();
    rig.openclaw.answer(() => {
      stopping.abort();
      return failed('stopped');
    });
    expect(await rig.send({}, stopping.signal)).toEqual(failed('stopped'));
    expect(rig.journal).toEqual(['openclaw']);
  });
});

describe('the order', () => {
  it('is found out with the first message, and once', async () => {
    const rig = createRig();
    expect(rig.ordered).toBe(0);
    await rig.send();
    await rig.send();
    expect(rig.ordered).toBe(1);
    expect(rig.journal).toEqual(['openclaw', 'openclaw']);
  });

  it.each([failed('no gateway'), UNKNOWN])('changes for the messages that follow %j', async (outcome) => {
    const rig = createRig();
    rig.openclaw.answer(outcome);
    await rig.send();
    rig.journal.length = 0;
    await rig.send();
    expect(rig.journal).toEqual(['telegram']);
  });

  it('is not found out for a message that was stopped before', async () => {
    const rig = createRig();
    expect((await rig.send({}, AbortSignal.abort())).kind).toBe('failed');
    expect(rig.ordered).toBe(0);
  });
});

describe('without a way', () => {
  it('says what is lacking', async () => {
    expect(await createRig([], { lacks: ['no token'] }).send()).toEqual(failed('no way to send'));
  });

  it('tells what the other way lacks with every failure, and with nothing else', async () => {
    const rig = createRig(['openclaw'], { lacks: ['no token (set one)'] });
    rig.openclaw.answer(failed('no gateway'), UNKNOWN, REFUSED);
    expect(await rig.send()).toMatchObject({ kind: 'failed', detail: 'no gateway\nno token (set one)' });
    expect(await rig.send()).toEqual(UNKNOWN);
    expect(await rig.send()).toEqual(REFUSED);
  });
});

describe('a chat that moved', () => {
  it.each(['-5', '-5:topic:7', 'telegram:group:-5'])(
    'is written to at its new id (remembered as %s)',
    async (key) => {
      const rig = createRig(BOTH, { movedChats: { [key]: '-100777' } });
      await rig.send();
      await rig.send({ target: 'nobody' });
      expect(rig.openclaw.asked.map(({ target }) => target)).toEqual(['-100777:topic:7', 'nobody']);
    },
  );

  it('is known from then on, to both ways', async () => {
    const rig = createRig(['telegram', 'openclaw'], { movedChats: { '-5': '-6' } });
    rig.telegram.answer({ ...SENT, movedTo: '-100777' }, failed('no network'));
    expect(await rig.send()).toMatchObject({ movedTo: '-100777' });
    await rig.send();
    expect(rig.telegram.asked.map(({ target }) => target)).toEqual(['-6:topic:7', '-100777:topic:7']);
    expect(rig.openclaw.asked.map(({ target }) => target)).toEqual(['-100777:topic:7']);
  });
});
