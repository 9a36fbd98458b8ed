import { describe, expect, it } from 'vitest';
import type { JournalReading } from '../../src/app/ports.ts';
import type { JournalEvent } from '../../src/schema/event.ts';
import { createStage } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { NOON } from '../support/fakes.ts';
import { longJob } from '../support/written-jobs.ts';

const HOUR = 3600;
const at = (hoursAgo: number, parts: object) =>
  ({ v: 1, at: NOON - hoursAgo * HOUR, ...parts }) as JournalEvent;

const EVENTS = [
  at(50, { event: 'changed', job: '扫描', to: 'paused' }),
  at(13, { event: 'changed', job: '扫描', from: 'paused', to: 'running' }),
  at(2, { event: 'progress', job: '扫描', done: 5, total: 9 }),
  at(1, {
    event: 'told',
    job: 'sync-photos',
    what: 'trouble',
    kind: 'stalled',
    since: NOON - 2 * HOUR,
    report: 'r7',
  }),
  at(1, { event: 'changed', job: 'sync-photos', to: 'running' }),
  at(0.5, { event: 'sent', report: 'r7', jobs: ['sync-photos'], via: 'telegram' }),
  at(0.4, { event: 'silenced', until: NOON + HOUR }),
  at(0.3, { event: 'config-error', again: false }),
  at(0.2, { event: 'state-set-aside', files: ['a'] }),
  at(0.1, { event: 'sent', report: 'r8', jobs: [], via: 'print' }),
];

async function run(argv: string, more: Partial<JournalReading> = {}, stage = createStage([longJob()])) {
  const reading = {
    path: '/s/e.jsonl',
    events: EVENTS,
    strayLines: 0,
    isThere: true,
    problem: undefined,
    ...more,
  };
  const journal = { read: async () => reading };
  return runMain(argv, stage, {
    openHistory: async () => ({ clock: stage.clock, config: stage.config, journal }),
  });
}

describe('history', () => {
  it('is a line an event, the days apart, the columns even, and a chart of each job', async () => {
    const { code, stdout, stderr } = await run('history');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual([
      '2026-02-28 Saturday',
      '  23:00:00  扫描         running (was paused)',
      '',
      '2026-03-01 Sunday',
      '  11:00:00  sync-photos  told: stalled since 10:00 (1h 00m) [r7]',
      '  11:00:00  sync-photos  first seen: running',
      '  11:30:00  sync-photos  sent r7 by telegram',
      '  11:36:00  all jobs     silenced until 13:00',
      '  11:42:00  job file     invalid',
      '  11:48:00  state file   unreadable, begun anew; kept as a',
      '  11:54:00  -            sent r8 by print',
      '',
      '2026-02-28 12:00 to 12:00, 30m a cell',
      `  sync-photos  ${'·'.repeat(44)}!!!!`,
      `  扫描         ${'·'.repeat(22)}${'▁'.repeat(21)}█▁▁▁▁`,
      '  ▁ to █ running, by progress   ! trouble   · not running',
      '',
    ]);
  });

  it('of one job has its progress too', async () => {
    const { stdout } = await run('history 扫描 --since 3h');
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      '2026-03-01 Sunday',
      '  10:00:00  扫描      progress: 5 of 9',
      '  11:36:00  all jobs  silenced until 13:00',
    ]);
  });

  it('says how many it left out', async () => {
    const { stdout } = await run('history --limit 1');
    expect(stdout.split('\n')[0]).toBe('… 7 earlier ones (--limit)');
    expect(stdout.split('\n')[2]).toContain('sent r8 by print');
  });

  it('has one JSON object, progress and words in it', async () => {
    const { stdout, stderr } = await run('history --json --since 1h30m');
    const { events, charts, ...rest } = JSON.parse(stdout);
    expect(stderr).toBe('');
    expect(rest).toEqual({
      version: 1,
      from: NOON - 1.5 * HOUR,
      to: NOON,
      job: null,
      leftOut: 0,
      journal: { path: '/s/e.jsonl', strayLines: 0, problem: null },
    });
    expect(events).toHaveLength(7);
    expect(events[0]).toEqual({
      at: NOON - HOUR,
      event: 'told',
      job: 'sync-photos',
      what: 'trouble',
      kind: 'stalled',
      since: NOON - 2 * HOUR,
      report: 'r7',
      text: 'told: stalled since 10:00 (1h 00m) [r7]',
    });
    expect(charts).toEqual([
      {
        job: 'sync-photos',
        cellSeconds: (1.5 * HOUR) / 48,
        text: '!'.repeat(48),
        runningSeconds: HOUR,
        troubleSeconds: 1.5 * HOUR,
        progress: Array(48).fill(0),
      },
    ]);
    expect(JSON.parse((await run('history --json')).stdout).events[1]).toMatchObject({
      event: 'progress',
      done: 5,
    });
  });

  it.each([
    ['history --since 1m', true, 'nothing in the last 1m; --since 7d looks further back\n'],
    ['history scan', true, 'nothing of scan in the last 1d 0h; --since 7d looks further back\n'],
    ['history', false, 'nothing in the last 1d 0h: the journal begins with the first tick that sees a job\n'],
  ])('%s has nothing to show', async (argv, isThere, stdout) => {
    expect(await run(argv, { events: isThere ? EVENTS.slice(0, 1) : [], isThere })).toMatchObject({
      code: 0,
      stdout,
    });
  });

  it('counts what it passed over', async () => {
    expect((await run('history', { strayLines: 1 })).stderr).toBe(
      'WARNING: /s/e.jsonl: passed over 1 line that is no event\n',
    );
  });

  it('says what it may lack', async () => {
    const { code, stderr } = await run('history', { problem: '/s cannot be written: no', strayLines: 2 });
    expect([code, stderr.split('\n')]).toEqual([
      0,
      [
        'WARNING: this may lack events: /s cannot be written: no',
        'WARNING: /s/e.jsonl: passed over 2 lines that are no events',
        '',
      ],
    ]);
  });

  it.each([
    ['history gone', /^ERROR: unknown job id: gone\n/],
    ['history --since tomorrow', /duration such as 90s, 30m, 2h, 3d or 1h30m/],
    ['history --since 0s', /duration such as/],
    ['history --limit 0', /whole number, 1 or more/],
    ['history --limit 1.5', /whole number/],
  ])('%s is refused', async (argv, error) => {
    const { code, stdout, stderr } = await run(argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(error);
  });
});
