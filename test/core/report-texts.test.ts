import { describe, expect, it } from 'vitest';
import type { Exit, Job, Observation } from '../../src/core/model.ts';
import { textOf } from '../../src/core/outbox.ts';
import { planTick, type TickFacts } from '../../src/core/plan-tick.ts';
import type { QueueResult } from '../../src/core/queue.ts';
import { REPORT_TEXTS } from '../../src/core/report-texts.ts';
import { sectionsWithoutMemory } from '../../src/core/without-memory.ts';
import type { MonitorState } from '../../src/schema/state.ts';
import {
  check,
  completed,
  failing,
  instant,
  type JobParts,
  job,
  NOW,
  paused,
  ranBefore,
  report,
  running,
  state,
  tickFacts,
  toldBefore,
} from '../support/core-fixtures.ts';

/** Characters, punctuation and full-width forms of Chinese. */
const CHINESE = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;

/** Every text as it reads with these in it. */
function spoken(locale: keyof typeof REPORT_TEXTS): Record<string, string> {
  const texts: Record<string, unknown> = { ...REPORT_TEXTS[locale] };
  const said = Object.entries(texts).map(([name, text]) => [
    name,
    typeof text === 'function' ? String(text('A', 'B', 'C')) : String(text),
  ]);
  return Object.fromEntries(said);
}

describe('the table', () => {
  it('in Chinese, to the letter of the contract', () => {
    expect(spoken('zh-CN')).toEqual({
      header: '🛠️ Ops 快报（B · A）',
      status: '状态: A',
      message: '信息: A',
      progress: '进度: A',
      actionRequired: 'ACTION REQUIRED: 需要你确认下一步（或启用 autoResume）',
      recovered: 'RECOVERED ✅ (lasted A)',
      completedEarlier: 'COMPLETED ✅ (in quiet hours, started again since)',
      completed: 'completed ✅',
      running: 'running (pid=A)',
      paused: 'paused stopReason=A',
      unknown: 'unknown',
      resumeStarted: 'AUTORUN: started',
      resumeFailed: 'AUTORUN: start failed (exit=A)',
      resumeTimedOut: 'AUTORUN: start timeout',
      resumeError: 'AUTORUN: start error',
      resumeInterrupted: 'AUTORUN: start interrupted (outcome unknown)',
      resumeBlocked: 'AUTORUN: blocked (risk != read_only)',
      wouldResume: 'AUTORUN: would start (dry-run)',
      queuedFailed: 'ALERT: queued job failed',
      queuedError: 'ALERT: queued job error',
      queuedMissing: 'ALERT: queued job missing',
      queuedBlocked: 'ACTION REQUIRED: queued job blocked',
      wouldRunQueued: 'QUEUE: would run (dry-run)',
      chainEnded: 'a chain of "after" ended here: A jobs followed one another; is there a circle?',
      configInvalid: 'ALERT: ops-jobs config invalid',
      configValid: 'RECOVERED ✅: ops-jobs config valid',
      stateUnreadable: 'ALERT: state file unreadable',
      stateUnwritable: 'ALERT: state file cannot be written',
      watchingWithoutState:
        'jobs are still watched, but nothing is resumed, and this is repeated until it is mended',
      olderWaiting: 'older messages that wait for that too: A',
      job: 'job: A',
      jobOfSort: 'job: A (B, C)',
      jobId: 'jobId: A',
      exit: 'exit: A',
      error: 'error: A',
      path: 'path: A',
      lasted: 'lasted: A',
      keptAs: 'kept as: A',
    });
  });

  it('in English, with nothing Chinese in it', () => {
    const english = spoken('en');
    expect(Object.values(english).filter((text) => CHINESE.test(text))).toEqual([]);
    expect(english).toMatchObject({
      header: '🛠️ Ops report (B · A)',
      status: 'status: A',
      message: 'info: A',
      progress: 'progress: A',
      actionRequired: 'ACTION REQUIRED: please decide what to do next (or enable autoResume)',
    });
  });

  it('keeps in every language the words that scripts look for', () => {
    const differing = Object.keys(spoken('en')).filter(
      (name) => spoken('en')[name] !== spoken('zh-CN')[name],
    );
    expect(differing).toEqual(['header', 'status', 'message', 'progress', 'actionRequired']);
  });
});

/** A job, what is remembered of it, and what is seen of it now. */
type Case = readonly [parts: JobParts, seen: Observation, before?: MonitorState['jobs'][string]];

const RESUMED: JobParts = { policy: { autoResume: true } };
const BLOCKED: JobParts = { ...RESUMED, risk: 'write_local' };
const CASES: Readonly<Record<string, Case>> = {
  first: [{}, running('k', { pid: 7, message: 'm', progress: { done: 1 } })],
  warned: [{}, running('k1', { level: 'warn' }), ranBefore()],
  alerted: [{}, running('k1', { level: 'alert', message: 'm' }), ranBefore()],
  stalled: [{}, running('k1', { message: 'm' }), ranBefore({}, NOW - 9000)],
  paused: [{}, paused('quota')],
  reminded: [{}, paused(), toldBefore('paused', null, NOW - 9000)],
  unknown: [{}, failing()],
  slow: [{}, { kind: 'timed-out', afterSeconds: 30 }],
  recovered: [{}, running('k'), toldBefore('paused', null, NOW - 900)],
  completed: [{}, completed({ message: 'm' })],
  again: [{}, report(), { lastSeen: { running: false, completed: true }, completionHeld: true }],
  blocked: [BLOCKED, paused()],
  interrupted: [RESUMED, paused(), { resumeClaimed: true, lastAutoResumeAt: NOW - 9 }],
  chained: [{ after: [{ jobId: 'check', when: 'success', delaySeconds: 0 }] }, completed()],
};

const ended = (kind: Partial<Exit>): Exit =>
  ({ kind: 'exited', exitCode: 0, stdout: '', stderr: '', durationMs: 1, ...kind }) as Exit;

const STARTS: Readonly<Record<string, Exit>> = {
  started: ended({}),
  failed: ended({ exitCode: 3 }),
  'timed-out': ended({ kind: 'timed-out', afterSeconds: 60 }),
  'not-started': ended({ kind: 'not-started', detail: 'no such program' }),
};

function everything(parts: Partial<TickFacts>, more: Partial<MonitorState> = {}): string {
  const cases = Object.entries(CASES);
  const jobs: Job[] = [
    ...cases.map(([id, [of]]) => job({ ...of, id })),
    ...Object.keys(STARTS).map((id) => job({ ...RESUMED, id })),
    check({ after: [{ jobId: 'check', when: 'failure', delaySeconds: 0 }] }),
    job({ id: 'write', kind: 'one_shot_write' }),
  ];
  const seen = [...cases.map(([id, [, of]]) => [id, of]), ...Object.keys(STARTS).map((id) => [id, paused()])];
  const before = cases.flatMap(([id, [, , of]]) => (of === undefined ? [] : [[id, of]]));
  const facts = tickFacts(jobs, Object.fromEntries(seen), {
    started: new Map(Object.entries(STARTS)),
    ...parts,
  });
  const config = { ...facts.config, locale: 'en', hostLabel: 'attic' } as const;
  const remembered = state({ jobs: Object.fromEntries(before), ...more });
  const { outbox } = planTick(remembered, { ...facts, config }).state;
  return outbox.map(textOf).join('\n\n');
}

const lease = { pid: 1, claimedAt: NOW - 9, until: NOW + 900 };
const ranItem = (id: string, depth: number) => ({ id, jobId: 'check', status: 'running', lease, depth });
const result = (itemId: string, exit: Exit): QueueResult => ({ itemId, job: check(), exit, endedAt: NOW });

describe('a report in English', () => {
  const withAll = everything(
    {
      configProblems: [{ path: 'jobs[9].risk', message: 'must be one of …' }],
      queueResults: [
        result('loud', ended({ stdout: 'ALERT: full' })),
        result('bad', ended({ exitCode: 3 })),
        result('slow', ended({ kind: 'timed-out', afterSeconds: 5 })),
        {
          ...result('deep', ended({ exitCode: 1 })),
          job: check({ after: [{ jobId: 'check', when: 'failure', delaySeconds: 0 }] }),
        },
      ],
    },
    {
      quarantined: ['/state.json.corrupt-1'],
      queue: [
        ranItem('loud', 0),
        ranItem('bad', 0),
        ranItem('slow', 0),
        ranItem('deep', 16),
        { id: 'blocked', jobId: 'write' },
        { id: 'tired', jobId: 'check', attempt: 3 },
      ],
    },
  );
  const mended = everything(
    { isDryRun: true, started: new Map() },
    {
      configError: { key: 'k', since: NOW - 900, toldAt: NOW - 900 },
      queue: [
        { id: 'due', jobId: 'check' },
        { id: 'lost', jobId: 'gone' },
      ],
    },
  );
  const missing = everything({}, { queue: [{ id: 'lost', jobId: 'gone' }] });
  const waiting = { leftOut: 3, jobIds: new Set<string>() };
  const planned = sectionsWithoutMemory([], 'disk full', REPORT_TEXTS.en, waiting).map(({ text }) => text);
  const all = [withAll, mended, missing, ...planned].join('\n');

  it('says something of every kind', () => {
    // What a text says between its values, the longest piece of it.
    const said = Object.entries(spoken('en')).map(([name, text]) => [
      name,
      text.split(/[ABC]/).reduce((most, piece) => (piece.length > most.length ? piece : most), ''),
    ]);
    const pieces = said.filter(([name]) => name !== 'header' && name !== 'actionRequired');
    const unsaid = pieces.filter(([, piece = '']) => !all.includes(piece));
    expect(unsaid.map(([name]) => name)).toEqual([]);
  });

  it('has nothing Chinese left over', () => {
    expect(all.split('\n').filter((line) => CHINESE.test(line))).toEqual([]);
  });

  it('is the same report as the Chinese one, line by line', () => {
    const zh = planTick(state(), tickFacts([job()], { scan: paused('quota', { message: 'm' }) }));
    expect(zh.state.outbox.map(textOf)).toEqual([
      [
        '🛠️ Ops 快报（12:00:00）',
        '',
        '• scan (scan, long_running_read)',
        '- 状态: paused stopReason=quota',
        '- 信息: m',
        '- ACTION REQUIRED: 需要你确认下一步（或启用 autoResume）',
      ].join('\n'),
    ]);
    const facts = tickFacts([job()], { scan: paused('quota', { message: 'm' }) });
    const config = { ...facts.config, locale: 'en', hostLabel: 'attic' } as const;
    expect(planTick(state(), { ...facts, config, now: instant() }).state.outbox.map(textOf)).toEqual([
      [
        '🛠️ Ops report (attic · 12:00:00)',
        '',
        '• scan (scan, long_running_read)',
        '- status: paused stopReason=quota',
        '- info: m',
        '- ACTION REQUIRED: please decide what to do next (or enable autoResume)',
      ].join('\n'),
    ]);
  });
});
