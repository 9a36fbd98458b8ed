import { describe, expect, it } from 'vitest';
import { isRoutine, nextDue, post, textOf, waitingEntries } from '../../src/core/outbox.ts';
import type { Importance, OutboxEntry, OutboxSection } from '../../src/schema/state.ts';
import { entry, NOW, state } from '../support/core-fixtures.ts';

const about = (
  jobId: string | undefined,
  importance: Importance,
  text = `• ${jobId} ${importance}`,
): OutboxSection => ({
  ...(jobId !== undefined && { jobId }),
  importance,
  text,
});

const news = (
  sections: readonly OutboxSection[],
  parts: { target?: string; via?: OutboxEntry['via'] } = {},
) => ({
  via: 'channel' as const,
  target: undefined,
  header: 'Ops',
  sections,
  at: NOW,
  ...parts,
});

describe('post', () => {
  it('puts a report behind what waits, due at once', () => {
    const waiting = entry();
    const { outbox } = post(state({ revision: 6, outbox: [waiting] }), news([about('a', 'alert')]));
    expect(outbox).toEqual([
      waiting,
      {
        id: 'r7',
        createdAt: NOW,
        via: 'channel',
        header: 'Ops',
        sections: [about('a', 'alert')],
        attempts: 0,
        nextAttemptAt: NOW,
        partsSent: 0,
      },
    ]);
  });

  it('says to whom and how, where that was asked for', () => {
    const { outbox } = post(state(), news([about('a', 'alert')], { target: '42', via: 'print' }));
    expect(outbox).toMatchObject([{ target: '42', via: 'print' }]);
  });

  it('says nothing where there is nothing to say', () => {
    const before = state({ outbox: [entry()] });
    expect(post(before, news([]))).toBe(before);
  });

  it('gives a second report of one revision an id of its own', () => {
    const twice = post(post(state(), news([about('a', 'alert')])), news([about('b', 'alert')]));
    const thrice = post(twice, news([about('c', 'alert')]));
    expect(thrice.outbox.map(({ id }) => id)).toEqual(['r1', 'r1.2', 'r1.3']);
  });

  it.each<[string, OutboxSection, OutboxSection, boolean]>([
    ['routine by routine', about('a', 'routine'), about('a', 'routine'), false],
    ['routine by an alert', about('a', 'routine'), about('a', 'alert'), false],
    ['a reminder by a reminder', about('a', 'reminder'), about('a', 'reminder'), false],
    ['a reminder by a recovery', about('a', 'reminder'), about('a', 'recovery'), false],
    ['an alert: never', about('a', 'alert'), about('a', 'alert'), true],
    ['a recovery: never', about('a', 'recovery'), about('a', 'routine'), true],
    ['a completion: never', about('a', 'completion'), about('a', 'routine'), true],
    ['routine of another job: no', about('a', 'routine'), about('b', 'routine'), true],
    ['routine of no job: no', about(undefined, 'routine'), about(undefined, 'routine'), true],
    ['routine of a job by what is of none: no', about('a', 'routine'), about(undefined, 'alert'), true],
  ])('newer news of the same job replace what waits: %s', (_, waiting, newer, stays) => {
    const { outbox } = post(state({ outbox: [entry({ sections: [waiting] })] }), news([newer]));
    expect(outbox.map(({ sections }) => sections)).toEqual(stays ? [[waiting], [newer]] : [[newer]]);
  });

  it('and leave the rest of that message as it is', () => {
    const waiting = entry({ sections: [about('a', 'routine'), about('b', 'alert'), about('c', 'routine')] });
    const { outbox } = post(state({ outbox: [waiting] }), news([about('a', 'routine')]));
    expect(outbox[0]).toEqual({ ...waiting, sections: [about('b', 'alert'), about('c', 'routine')] });
  });

  it('but nothing of a message that is half out', () => {
    const waiting = entry({ sections: [about('a', 'routine')], partsSent: 1 });
    expect(post(state({ outbox: [waiting] }), news([about('a', 'routine')])).outbox[0]).toEqual(waiting);
  });

  it.each<[string, Partial<OutboxEntry>]>([
    ['another target', { target: '7' }],
    ['the printer', { via: 'print' }],
  ])('nor what waits for %s, whom the newer news do not reach', (_, parts) => {
    const waiting = entry({ sections: [about('a', 'routine')], ...parts });
    expect(post(state({ outbox: [waiting] }), news([about('a', 'routine')])).outbox[0]).toEqual(waiting);
  });
});

describe('nextDue', () => {
  const outbox = [
    entry({ id: 'printed', via: 'print' }),
    entry({ id: 'later', nextAttemptAt: NOW + 1 }),
    entry({ id: 'now', nextAttemptAt: NOW }),
    entry({ id: 'theirs', target: '7', nextAttemptAt: NOW - 9 }),
  ];
  const next = (passed: string[], halted: (string | undefined)[], at = NOW) =>
    nextDue(state({ outbox }), at, new Set(passed), new Set(halted))?.id;

  it.each<[string, string[], (string | undefined)[], string | undefined]>([
    ['the first that is due', [], [], 'now'],
    ['not one that was tried', ['now'], [], 'theirs'],
    ['none to a target whose turn is over', [], [undefined], 'theirs'],
    ['none to another such target', ['now'], ['7'], undefined],
    ['none at all', ['now', 'theirs'], [], undefined],
  ])('%s', (_, passed, halted, id) => {
    expect(next(passed, halted)).toBe(id);
  });

  it('in their order, once all are due', () => {
    expect(next([], [], NOW + 1)).toBe('later');
  });
});

describe('an entry', () => {
  it('reads as one report', () => {
    expect(textOf(entry({ sections: [about('a', 'alert', '• a'), about('b', 'alert', '• b')] }))).toBe(
      'Ops\n\n• a\n\n• b',
    );
  });

  it.each<[Importance[], boolean]>([
    [['routine', 'routine'], true],
    [['routine', 'alert'], false],
    [['reminder'], false],
    [['recovery'], false],
    [['completion'], false],
  ])('of %j is routine: %s', (importances, routine) => {
    expect(isRoutine(entry({ sections: importances.map((importance) => about('a', importance)) }))).toBe(
      routine,
    );
  });

  it('counts as waiting, unless it is to be printed, or a silence holds it', () => {
    const others = [entry({ via: 'print' }), entry({ silencedJob: 'scan' })];
    const waiting = [entry(), entry({ nextAttemptAt: NOW + 9 })];
    expect(waitingEntries(state({ outbox: [...others, ...waiting] }))).toEqual(waiting);
  });
});
