import { describe, expect, it } from 'vitest';
import { type HistoryQuery, historyOf, isInJournal } from '../../src/core/history.ts';
import { chartOf } from '../../src/core/history-chart.ts';
import type { JournalEvent } from '../../src/schema/event.ts';

/** A day in cells of half an hour. */
const DAY = { from: 0, to: 86_400 };
const HOUR = 3600;
const CELL = 1800;

const at = (hours: number, event: Record<string, unknown>): JournalEvent =>
  ({ v: 1, at: hours * HOUR, job: 'scan', ...event }) as JournalEvent;
const changed = (hours: number, to: string) => at(hours, { event: 'changed', to });
const progress = (hours: number, done?: number) => at(hours, { event: 'progress', done });

const draw = (...events: JournalEvent[]) => chartOf(events, 'scan', DAY.from, DAY.to);

describe('the chart of a job', () => {
  it.each<[string, JournalEvent[], string]>([
    ['that was never seen to run or stand', [at(1, { event: 'run', exit: 0 })], ''],
    ['that runs for two hours', [changed(2, 'running'), changed(4, 'completed')], '····▁▁▁▁'],
    ['that runs on', [changed(22, 'running')], `${'·'.repeat(44)}▁▁▁▁`],
    ['that ran before the day', [changed(-5, 'running'), changed(1, 'paused')], '▁▁'],
    ['whose beginning is in no journal', [progress(23, 1)], `${'·'.repeat(45)}█▁▁`],
    [
      'that was paused for two hours',
      [
        changed(0, 'running'),
        changed(1, 'paused'),
        at(1, { event: 'told', what: 'trouble', kind: 'paused' }),
        changed(3, 'running'),
        at(3, { event: 'recovered' }),
        changed(4, 'completed'),
      ],
      '▁▁!!!!▁▁',
    ],
    [
      'that stalled an hour before it was told, and was reminded of',
      [
        changed(0, 'running'),
        at(2, { event: 'told', what: 'trouble', kind: 'stalled', since: HOUR }),
        at(3, { event: 'reminded', since: HOUR }),
        at(4, { event: 'recovered', since: HOUR }),
        changed(5, 'completed'),
      ],
      '▁▁!!!!!!▁▁',
    ],
    [
      'whose recovery was told hours later',
      [
        at(0, { event: 'told', what: 'trouble' }),
        changed(1, 'running'),
        at(1, { event: 'recovered', held: true, since: 0 }),
        at(3, { event: 'recovered', endedAt: HOUR, since: 0 }),
        changed(4, 'completed'),
      ],
      '!!▁▁▁▁▁▁',
    ],
    [
      'whose trouble was silenced',
      [
        changed(0, 'running'),
        at(1, { event: 'raised', why: 'silenced' }),
        at(2, { event: 'recovered', untold: true }),
        changed(3, 'completed'),
      ],
      '▁▁!!▁▁',
    ],
    [
      'that is in trouble yet',
      [changed(0, 'paused'), at(23, { event: 'reminded', since: 23 * HOUR })],
      `${'·'.repeat(46)}!!`,
    ],
    [
      'that is told of otherwise',
      [changed(0, 'running'), at(0, { event: 'told', what: 'routine' }), changed(1, 'completed')],
      '▁▁',
    ],
  ])('%s', (_, events, text) => {
    expect(draw(...events)?.text).toBe(text === '' ? undefined : text.padEnd(48, '·'));
  });

  it('rises with what was done in each cell', () => {
    const chart = draw(
      changed(0, 'running'),
      progress(0.1, 0),
      progress(0.4, 10),
      progress(0.9, 80),
      progress(1.4, 80),
      changed(2, 'completed'),
    );
    expect(chart?.cells.slice(0, 4).map((cell) => cell.progress)).toEqual([10, 70, 0, 0]);
    expect(chart?.text.slice(0, 5)).toBe('▂█▁▁·');
  });

  it('spreads progress over the time since the one before, twenty minutes of it at most', () => {
    // 10 minutes before the border of a cell, and as many after it.
    const border = 0.5;
    const even = draw(changed(0, 'running'), progress(border - 1 / 6, 0), progress(border + 1 / 6, 60));
    expect(even?.cells.slice(0, 2).map((cell) => Math.round(cell.progress))).toEqual([30, 30]);
    const late = draw(changed(0, 'running'), progress(0, 0), progress(10, 60));
    expect(late?.cells.filter((cell) => cell.progress > 0)).toHaveLength(1);
  });

  it('takes a step back for a new beginning', () => {
    const chart = draw(changed(0, 'running'), progress(0, 100), progress(0.4, 5), progress(0.9, 15));
    expect(chart?.cells.slice(0, 2).map((cell) => cell.progress)).toEqual([0, 10]);
  });

  it('counts how often it progressed where there are no numbers', () => {
    const chart = draw(changed(0, 'running'), progress(0.2), progress(0.4), progress(0.9));
    expect(chart?.cells.slice(0, 2).map((cell) => cell.progress)).toEqual([2, 1]);
  });

  it('sums up how long it ran and was in trouble, within the span', () => {
    const chart = chartOf(
      [
        changed(-2, 'running'),
        at(-1, { event: 'told', what: 'trouble' }),
        at(1, { event: 'recovered' }),
        changed(3, 'paused'),
      ],
      'scan',
      DAY.from,
      DAY.to,
    );
    expect(chart).toMatchObject({ runningSeconds: 3 * HOUR, troubleSeconds: HOUR, cellSeconds: CELL });
  });
});

describe('which events answer', () => {
  const ask = (all: readonly JournalEvent[], more: Partial<HistoryQuery> = {}) =>
    historyOf(all, { job: undefined, limit: undefined, withProgress: true, ...DAY, ...more });
  const sync = { ...changed(2, 'running'), job: 'sync' } as JournalEvent;
  const sent = at(3, { event: 'sent', report: 'r1', jobs: ['scan', 'sync'], job: undefined });
  const silence = at(4, { event: 'silenced', until: 5 * HOUR, job: undefined });
  const broken = at(5, { event: 'config-error', again: false, job: undefined });
  const all = [changed(-1, 'running'), progress(1, 5), sync, sent, silence, broken];

  it('those of the span, and a chart for each job in it', () => {
    const { events, leftOut, charts } = ask(all);
    expect(events).toEqual(all.slice(1));
    expect([leftOut, charts.map(({ job }) => job)]).toEqual([0, ['scan', 'sync']]);
  });

  it('those of one job: its own, its messages, and silences of all', () => {
    const { events, charts } = ask(all, { job: 'sync' });
    expect(events).toEqual([sync, sent, silence]);
    expect(charts.map(({ job }) => job)).toEqual(['sync']);
  });

  it('the newest of them', () => {
    expect(ask(all, { limit: 2 })).toMatchObject({ events: [silence, broken], leftOut: 3 });
    expect(ask(all, { limit: 9 })).toMatchObject({ leftOut: 0 });
  });

  it('without progress, which the chart shows', () => {
    const { events, charts } = ask(all, { withProgress: false });
    expect(events).toEqual([sync, sent, silence, broken]);
    expect(charts[0]?.cells.some((cell) => cell.progress > 0)).toBe(true);
  });

  it('up to now and no further: the clock may have been set back', () => {
    expect(ask([changed(25, 'running')]).events).toEqual([]);
  });

  it.each([
    ['scan', true],
    ['sync', true],
    ['gone', false],
    ['', false],
  ])('«%s» is in the journal: %s', (job, isThere) => {
    expect(isInJournal(all, job)).toBe(isThere);
    expect(isInJournal([sent], job)).toBe(isThere);
  });
});
