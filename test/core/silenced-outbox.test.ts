import { describe, expect, it } from 'vitest';
import { nextDue } from '../../src/core/outbox.ts';
import { nextInLine } from '../../src/core/outbox-line.ts';
import { EVERY_JOB } from '../../src/core/silence.ts';
import { holdSilenced } from '../../src/core/silenced-outbox.ts';
import type { Importance, OutboxEntry, OutboxSection, Silence } from '../../src/schema/state.ts';
import { entry, NOW, state } from '../support/core-fixtures.ts';

const UNTIL = NOW + 3600;
const scan: Silence = { since: NOW, until: UNTIL, held: 0 };

const about = (jobId: string | undefined, importance: Importance = 'alert'): OutboxSection => ({
  ...(jobId !== undefined && { jobId }),
  importance,
  text: `${jobId} ${importance}`,
});

function hold(outbox: OutboxEntry[], silences: Readonly<Record<string, Silence>> = { scan }, at = NOW) {
  return holdSilenced(state({ outbox, silences, revision: 4 }), at);
}

/** `id [job]: text, text`, the job where it is held. */
const lines = ({ outbox }: { outbox: readonly OutboxEntry[] }) =>
  outbox.map(({ id, silencedJob, sections }) => {
    const held = silencedJob === undefined ? '' : ` [${silencedJob}]`;
    return `${id}${held}: ${sections.map(({ text }) => text).join(', ')}`;
  });

describe('what waits in the outbox', () => {
  it.each<[string, OutboxSection[], string[]]>([
    ['goes where it is about others', [about('sync'), about(undefined)], ['r1: sync alert, undefined alert']],
    ['is held where it is about the job alone', [about('scan')], ['r1 [scan]: scan alert']],
    [
      'is divided where it is about others too',
      [about('sync'), about('scan'), about(undefined), about('scan', 'recovery')],
      ['r1: sync alert, undefined alert', 'r5 [scan]: scan alert, scan recovery'],
    ],
    [
      'loses routine news of the job, and nothing else of it',
      [
        about('scan', 'routine'),
        about('scan', 'completion'),
        about('scan', 'reminder'),
        about('sync', 'routine'),
      ],
      ['r1: sync routine', 'r5 [scan]: scan completion, scan reminder'],
    ],
    ['is gone where it was routine news of the job alone', [about('scan', 'routine')], []],
  ])('%s', (_, sections, then) => {
    expect(lines(hold([entry({ sections })]))).toEqual(then);
  });

  it('waits for the end of the silence, job by job', () => {
    const sync = { ...scan, until: UNTIL + 60 };
    const held = hold([entry({ sections: [about('scan'), about('sync')] })], { scan, sync });
    expect(lines(held)).toEqual(['r1 [scan]: scan alert', 'r5 [sync]: sync alert']);
    expect(held.outbox.map(({ nextAttemptAt }) => nextAttemptAt)).toEqual([UNTIL, UNTIL + 60]);
  });

  it('knows the silence of all, and nothing of the watch itself is about a job', () => {
    const held = hold([entry({ sections: [about('scan'), about(undefined)] })], { [EVERY_JOB]: scan });
    expect(lines(held)).toEqual(['r1: undefined alert', 'r5 [scan]: scan alert']);
  });

  it('stays whole where it is half out', () => {
    const half = entry({ sections: [about('scan'), about('sync')], partsSent: 1 });
    expect(hold([half]).outbox).toEqual([half]);
  });

  it('is counted where it is an alert, and once', () => {
    const sections = [about('scan'), about('scan'), about('scan', 'recovery'), about('sync')];
    const held = hold([entry({ sections })]);
    expect(held.silences?.scan?.held).toBe(2);
    expect(holdSilenced(held, NOW + 60)).toEqual(held);
  });

  it('is as it was where nothing is silenced', () => {
    const before = state({ outbox: [entry()] });
    expect(holdSilenced(before, NOW)).toBe(before);
  });
});

describe('what a silence holds', () => {
  const held = hold([entry({ sections: [about('scan')], waitsForWay: true, attempts: 3 })]);

  it('is in no line, whatever the clock says and however the channel failed it before', () => {
    for (const at of [NOW, UNTIL - 1, UNTIL + 9]) {
      expect(nextDue(held, at, new Set(), new Set())).toBeUndefined();
      const behind = { ...held, outbox: [...held.outbox, entry({ id: 'r9' })] };
      expect(nextInLine(behind, at, new Set(), new Set())?.id).toBe('r9');
    }
  });

  it('waits as long as the silence that took the place of the first', () => {
    for (const until of [NOW + 60, UNTIL + 60]) {
      const replaced = holdSilenced({ ...held, silences: { scan: { ...scan, until } } }, NOW);
      expect(replaced.outbox[0]).toMatchObject({ silencedJob: 'scan', nextAttemptAt: until });
    }
  });

  it.each<[string, number, Record<string, Silence>]>([
    ['is over', UNTIL, { scan }],
    ['is lifted', NOW + 60, {}],
  ])('goes where the silence %s, in its old place', (_, at, silences) => {
    const free = holdSilenced({ ...held, silences, outbox: [...held.outbox, entry({ id: 'r9' })] }, at);
    expect(free.outbox[0]).toMatchObject({ id: 'r1', nextAttemptAt: at });
    expect(free.outbox[0]).not.toHaveProperty('silencedJob');
    expect(nextInLine(free, at, new Set(), new Set())?.id).toBe('r1');
  });

  it('stays where the silence of all still stands', () => {
    const all = { ...scan, until: NOW + 60 };
    const left = holdSilenced({ ...held, silences: { [EVERY_JOB]: all } }, NOW + 9);
    expect(left.outbox[0]).toMatchObject({ silencedJob: 'scan', nextAttemptAt: NOW + 60 });
    expect(left.silences?.[EVERY_JOB]?.held).toBe(0);
  });
});
