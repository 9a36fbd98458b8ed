import { describe, expect, it } from 'vitest';
import { importanceOf, makeDue, withoutEntries } from '../../src/core/outbox-desk.ts';
import { entry, NOW, state } from '../support/core-fixtures.ts';

const section = (importance: 'alert' | 'recovery' | 'completion' | 'reminder' | 'routine') => ({
  importance,
  text: '• x',
});

describe('the importance of a message', () => {
  it.each([
    [['routine'], 'routine'],
    [['routine', 'reminder'], 'reminder'],
    [['routine', 'completion', 'reminder'], 'completion'],
    [['completion', 'recovery'], 'recovery'],
    [['routine', 'alert', 'recovery'], 'alert'],
    [[], 'routine'],
  ] as const)('of sections %j is %s', (sections, importance) => {
    expect(importanceOf(entry({ sections: sections.map(section) }))).toBe(importance);
  });
});

describe('a message that is made due', () => {
  const waiting = entry({
    id: 'r1',
    attempts: 3,
    nextAttemptAt: NOW + 600,
    partsSent: 1,
    unknowns: 1,
    lastError: 'no network',
    waitsForWay: true,
  });
  const other = entry({ id: 'r2', nextAttemptAt: NOW + 60 });
  const made = (target?: string) =>
    makeDue(state({ outbox: [waiting, other] }), new Set(['r1']), NOW, target);

  it('is due now, keeps all else, and leaves the others alone', () => {
    expect(made().outbox).toEqual([{ ...waiting, nextAttemptAt: NOW }, other]);
  });

  it('goes to its new target as a whole', () => {
    const { waitsForWay: _, ...rest } = waiting;
    expect(made('42').outbox[0]).toEqual({ ...rest, nextAttemptAt: NOW, target: '42', partsSent: 0 });
  });

  it('goes on where it was when its target is the same', () => {
    const outbox = [{ ...waiting, target: '42' }];
    expect(makeDue(state({ outbox }), new Set(['r1']), NOW, '42').outbox[0]?.partsSent).toBe(1);
  });

  it('is not put off where it is due already', () => {
    const outbox = [entry({ nextAttemptAt: NOW - 60 })];
    expect(makeDue(state({ outbox }), new Set(['r1']), NOW).outbox[0]?.nextAttemptAt).toBe(NOW - 60);
  });
});

describe('dropping', () => {
  const outbox = ['r1', 'r2', 'r3'].map((id) => entry({ id }));
  it('takes out what is named, in whatever order', () => {
    const left = withoutEntries(state({ outbox }), new Set(['r3', 'r1', 'r9']));
    expect(left.outbox.map(({ id }) => id)).toEqual(['r2']);
  });

  it('of nothing that is there writes nothing', () => {
    const before = state({ outbox });
    expect(withoutEntries(before, new Set(['r9']))).toBe(before);
  });
});
