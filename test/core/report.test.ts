import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { AutorunOutcome } from '../../src/core/decision.ts';
import type { Locale, Observation } from '../../src/core/model.ts';
import { renderHeader, renderJob, renderReport, section, titleOf } from '../../src/core/report.ts';
import { REPORT_TEXTS } from '../../src/core/report-texts.ts';
import type { JobState } from '../../src/schema/state.ts';
import {
  completed,
  failing,
  instant,
  type JobParts,
  job,
  NOW,
  paused,
  report,
  running,
  TEXTS,
  toldBefore,
} from '../support/core-fixtures.ts';

interface Shown {
  readonly of?: JobParts;
  readonly before?: JobState;
  readonly autorun?: AutorunOutcome;
}

/** The section of a job that is seen so, line by line. */
function shown(observation: Observation, { of = {}, before = {}, autorun }: Shown = {}): string[] {
  const scan = job(of);
  const question = { job: scan, previous: before, observation, now: instant(), slept: false, autorun };
  return renderJob(scan, decide(question), autorun, TEXTS).split('\n');
}

const ACTION = '- ACTION REQUIRED: 需要你确认下一步（或启用 autoResume）';

describe('renderJob', () => {
  it('says what is known, in the order of the format', () => {
    const seen = report({
      running: false,
      stopReason: 'quota',
      message: 'out of quota',
      progress: { page: 7, of: 9 },
    });
    const resumes = {
      of: { name: 'Night scan', policy: { autoResume: true } },
      autorun: { kind: 'started' } as const,
    };
    expect(shown(seen, resumes)).toEqual([
      '• Night scan (scan, long_running_read)',
      '- 状态: paused stopReason=quota',
      '- 信息: out of quota',
      '- 进度: of=9 | page=7',
      ACTION,
      '- AUTORUN: started',
    ]);
  });

  it.each([
    ['completed', completed(), '- 状态: completed ✅'],
    ['completed, though it says that it runs too', completed({ running: true }), '- 状态: completed ✅'],
    ['running with a pid', running('k', { pid: 42 }), '- 状态: running (pid=42)'],
    ['running without', running('k'), '- 状态: running'],
    ['paused for a reason', paused('quota'), '- 状态: paused stopReason=quota'],
    ['paused for a reason of two lines', paused('no\nquota'), '- 状态: paused stopReason=no quota'],
    ['paused for none', paused(), '- 状态: paused'],
    ['unknown', failing(), '- 状态: unknown'],
  ])('%s', (_, seen, line) => {
    expect(shown(seen)[1]).toBe(line);
  });

  it.each([
    ['paused', paused(), true],
    ['unknown', failing(), true],
    ['running with level alert', running('k', { level: 'alert' }), true],
    ['running with level warn', running('k', { level: 'warn' }), false],
    ['running', running('k'), false],
    ['completed', completed(), false],
    ['completed with level alert', completed({ level: 'alert' }), false],
  ])('asks for action: %s', (_, seen, asks) => {
    expect(shown(seen).includes(ACTION)).toBe(asks);
  });

  it.each([
    ['none', undefined, []],
    ['an empty one', {}, []],
    ['sorted', { b: 2, a: 1 }, ['- 进度: a=1 | b=2']],
    ['texts, numbers, truths', { a: 'x', b: 0, c: false }, ['- 进度: a=x | b=0 | c=false']],
    [
      'six at most',
      { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 },
      ['- 进度: a=1 | b=2 | c=3 | d=4 | e=5 | f=6'],
    ],
    [
      'no scalar: left out of the six',
      { a: 1, b: [1], c: null, d: { x: 1 }, e: 5, f: 6, g: 7 },
      ['- 进度: a=1 | e=5 | f=6'],
    ],
    ['nothing but objects', { a: {}, b: [] }, []],
    ['line breaks in key and value', { 'a\nb': 'c\nd' }, ['- 进度: a b=c d']],
    ['a long value', { a: 'x'.repeat(101) }, [`- 进度: a=${'x'.repeat(99)}…`]],
  ])('progress: %s', (_, progress, lines) => {
    expect(shown(running('k', { progress })).filter((line) => line.includes('进度'))).toEqual(lines);
  });

  it.each([
    [{ kind: 'started' }, 'AUTORUN: started'],
    [{ kind: 'failed', exitCode: 3 }, 'AUTORUN: start failed (exit=3)'],
    [{ kind: 'timed-out' }, 'AUTORUN: start timeout'],
    [{ kind: 'error' }, 'AUTORUN: start error'],
    [{ kind: 'would-start' }, 'AUTORUN: would start (dry-run)'],
  ] as const)('says how a start ended: %j', (autorun, line) => {
    expect(shown(paused(), { autorun }).at(-1)).toBe(`- ${line}`);
  });

  it('says once that a resume is blocked by the risk', () => {
    const of: JobParts = { risk: 'write_local', policy: { autoResume: true } };
    expect(shown(paused(), { of }).at(-1)).toBe('- AUTORUN: blocked (risk != read_only)');
    const told = { ...toldBefore('paused', null, NOW - 4000), resumeBlockedTold: true };
    expect(shown(paused(), { of, before: told }).at(-1)).toBe(ACTION);
  });

  it('says how long the trouble lasted that is over', () => {
    const before = toldBefore('paused', null, NOW - 3900);
    expect(shown(running('k'), { before })).toContain('- RECOVERED ✅ (lasted 1h 05m)');
  });

  it('says that it completed, when it runs again before the quiet hours of its completion are over', () => {
    const before: JobState = { lastSeen: { running: false, completed: true }, completionHeld: true };
    expect(shown(running('k'), { before })).toEqual([
      '• scan (scan, long_running_read)',
      '- 状态: running',
      '- COMPLETED ✅ (in quiet hours, started again since)',
    ]);
  });

  it('lets no line break or control character through, wherever it hides', () => {
    const nasty = 'a\nb\u001b[2J\u0000';
    const of = { id: `id${nasty}`, name: `name${nasty}` };
    const lines = shown(paused(nasty, { message: nasty, progress: { [nasty]: nasty } }), { of });
    expect(lines).toHaveLength(5);
    expect(lines.join('')).not.toContain('\u001b');
    expect(lines[0]).toBe('• namea b (ida b, long_running_read)');
  });

  it.each([500, 501, 100_000])('cuts a message and a stop reason of %i characters at 500', (length) => {
    const lines = shown(paused('r'.repeat(length), { message: 'm'.repeat(length) }));
    expect(lines[1]?.length).toBe('- 状态: paused stopReason='.length + 500);
    expect(lines[2]?.length).toBe('- 信息: '.length + 500);
  });
});

describe('a whole report', () => {
  const header = (locale: Locale, hostLabel?: string) =>
    renderHeader(instant(NOW, '07:05:09'), { texts: REPORT_TEXTS[locale], hostLabel });

  it('begins with the clock of the host', () => {
    expect(header('zh-CN')).toBe('🛠️ Ops 快报（07:05:09）');
    expect(header('en')).toBe('🛠️ Ops report (07:05:09)');
  });

  it.each([
    ['attic', '🛠️ Ops report (attic · 07:05:09)', '🛠️ Ops 快报（attic · 07:05:09）'],
    ['two\nlines\u001b[2J', '🛠️ Ops report (two lines · 07:05:09)', '🛠️ Ops 快报（two lines · 07:05:09）'],
    ['\u202e\u0007', '🛠️ Ops report (07:05:09)', '🛠️ Ops 快报（07:05:09）'],
  ])('names the host as its owner does: %j', (hostLabel, en, zh) => {
    expect([header('en', hostLabel), header('zh-CN', hostLabel)]).toEqual([en, zh]);
  });

  it('has an empty line before each section', () => {
    const sections = [
      { text: section('one', ['a', '', undefined, false, 'b']) },
      { text: section('two', []) },
    ];
    expect(renderReport('head', sections)).toBe('head\n\n• one\n- a\n- b\n\n• two');
  });

  it('holds no half of a character, which would never get through', () => {
    const halves = shown(paused('\ud83d', { message: 'x\ude00', progress: { k: '\ud83d' } })).join('\n');
    expect(renderReport('head', [{ text: halves }])).not.toMatch(/\p{Surrogate}/u);
  });

  it('shows nothing that a terminal would act upon, wherever a waiting section came from', () => {
    expect(renderReport('head\u009b', [{ text: '• one\n\u001b[31m- a\tb' }])).toBe('head\n\n• one\n- a\tb');
  });

  it('names a job by name and id', () => {
    expect(titleOf(job({ id: 'scan\t7', name: 'Night\nscan' }))).toBe('Night scan (scan 7)');
  });
});
