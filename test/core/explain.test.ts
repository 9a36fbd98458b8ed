import { describe, expect, it } from 'vitest';
import { type Explanation, explainTick } from '../../src/core/explain.ts';
import type { Job, Observation } from '../../src/core/model.ts';
import type { MonitorState } from '../../src/schema/state.ts';
import {
  check,
  entry,
  job,
  NOW,
  paused,
  ranBefore,
  running,
  state,
  tickFacts,
  toldBefore,
} from '../support/core-fixtures.ts';
import { EIGHT } from '../support/explain-scene.ts';

function explained(
  jobs: readonly Job[],
  seen: Readonly<Record<string, Observation>>,
  before: Partial<MonitorState> = {},
): Explanation {
  const { config, configPath, configProblems, observed, isRunnerAlive } = tickFacts(jobs, seen);
  const known = { config, configPath, configProblems, observed, isRunnerAlive };
  return explainTick({ ...known, state: state(before), jobs, times: EIGHT, clockAt: NOW });
}

describe('a job', () => {
  it('that runs: each fact as a sentence, and for programs', () => {
    const { jobs } = explained(
      [job({ name: 'Nightly scan', after: [{ jobId: 'check', when: 'success', delaySeconds: 0 }] }), check()],
      { scan: running('k1', { pid: 123 }) },
      {
        jobs: { scan: ranBefore({}, NOW - 240) },
        outbox: [entry({ createdAt: NOW - 240 })],
        queue: [{ id: 'q1', jobId: 'check' }],
      },
    );
    expect(jobs).toEqual([
      {
        id: 'scan',
        name: 'Nightly scan',
        kind: 'long_running_read',
        enabled: true,
        standing: 'running',
        would: { tell: false, reason: 'within-interval', remainingSeconds: 1560 },
        resume: { kind: 'no', reason: 'off' },
        lastReport: { at: NOW - 240, about: 'other' },
        outbox: [
          {
            id: 'r1',
            importance: 'alert',
            via: 'channel',
            createdAt: NOW - 240,
            attempts: 0,
            nextTryAt: NOW,
            refused: false,
            held: false,
            lastError: null,
          },
        ],
        queue: [],
        sentences: [
          'running (pid 123), progress 4m ago; stall after 1h 00m (in 56m)',
          'silent: routine report in 26m',
          'autoResume is off',
          'last report at 07:56, 4m ago: routine news, a warning, or that a trouble was over',
          'in the outbox: r1 (alert), made 4m ago, not tried yet; next try now',
          'when it completes it queues check',
        ],
      },
      {
        id: 'check',
        name: 'check',
        kind: 'one_shot_read',
        enabled: true,
        standing: null,
        would: { tell: false, reason: 'one-shot' },
        resume: null,
        lastReport: null,
        outbox: [],
        queue: [
          {
            id: 'q1',
            job: 'check',
            would: 'run',
            reason: null,
            sentence: 'queue: q1 would run now, for 5m at most',
          },
        ],
        sentences: [
          'a check: runs when the queue holds it, or by ops-monitor run check',
          'it never ran',
          'queue: q1 would run now, for 5m at most',
        ],
      },
    ]);
  });

  it('that would be started is told to be', () => {
    const auto = job({ policy: { autoResume: true } });
    const before = { jobs: { scan: ranBefore() } };
    const [told] = explained([auto], { scan: paused('quota') }, before).jobs;
    expect(told).toMatchObject({ would: { tell: true, reason: 'new-anomaly' }, resume: { kind: 'start' } });
    expect(told?.sentences.slice(0, 3)).toEqual([
      'paused (quota)',
      'would tell: it is paused (quota), and that was not told yet',
      'would start it now (auto-resume)',
    ]);
    const again = explained(
      [auto],
      { scan: paused('quota') },
      { jobs: { scan: toldBefore('paused', 'quota') } },
    );
    expect(again.jobs[0]?.sentences[1]).toBe('would tell: it is started (auto-resume)');
  });

  it('that is disabled is none that a tick looks at, whatever it does', () => {
    const off = job({ enabled: false, policy: { autoResume: true } });
    const [asked] = explained([off], { scan: paused('quota') }).jobs;
    const [unasked] = explained([off], {}).jobs;
    const sentence = 'disabled: a tick would not look at it (enabled is false in the job file)';
    expect(asked).toMatchObject({
      standing: 'paused',
      would: { tell: false, reason: 'disabled' },
      resume: null,
    });
    expect(asked?.sentences).toEqual(['paused (quota)', sentence, 'no report so far']);
    expect(unasked).toMatchObject({ standing: null, would: { tell: false, reason: 'disabled' } });
    expect(unasked?.sentences).toEqual([sentence, 'no report so far']);
  });

  it('that was started by hand meanwhile is not judged', () => {
    const [started] = explained(
      [job()],
      { scan: paused() },
      { jobs: { scan: { lastManualStartAt: NOW } } },
    ).jobs;
    expect(started).toMatchObject({ standing: null, would: { tell: false, reason: 'just-started' } });
    expect(started?.sentences[0]).toBe('it was started by hand while this looked at it: ask once more');
  });

  it('is judged without a memory of the future, as by a tick', () => {
    const ahead = { jobs: { scan: ranBefore({}, NOW + 86_400) } };
    const [told] = explained([job()], { scan: running('k1') }, ahead).jobs;
    expect(told?.lastReport).toEqual({ at: NOW, about: 'other' });
    expect(told?.sentences.slice(0, 2)).toEqual([
      'running, no progress yet in this run; stall after 1h 00m (in 1h 00m)',
      'silent: routine report in 30m',
    ]);
  });

  it.each([
    ['its own', { scan: { since: NOW - 60, until: NOW + 600, held: 0 } }, 'silenced until 08:10, in 10m'],
    [
      'that of all, where it lasts longer',
      {
        scan: { since: NOW - 60, until: NOW + 300, held: 0 },
        '*': { since: NOW - 60, until: NOW + 600, held: 0 },
      },
      'all jobs are silenced until 08:10, in 10m',
    ],
  ])('says its silence: %s', (_, silences, sentence) => {
    const before = { silences, jobs: { scan: ranBefore() } };
    expect(explained([job()], { scan: running('k1') }, before).jobs[0]?.sentences).toContain(sentence);
  });
});

it('what a tick finds in the queue for nobody is said with what holds for all', () => {
  const { watch } = explained([job()], {}, { queue: [{ id: 'q9', jobId: 'gone' }], lastTickAt: NOW - 60 });
  expect(watch).toEqual({
    lastTickAt: NOW - 60,
    meanTickGapSeconds: null,
    configProblems: 0,
    sentences: [
      'last tick 1m ago',
      'the outbox is empty',
      'queue: q9 would be blocked, which is told: unknown jobId',
    ],
  });
});

it('gives times and durations in whole milliseconds', () => {
  const before = { jobs: { scan: ranBefore({}, NOW - 0.1) } };
  const [told] = explained([job()], { scan: running('k1') }, before).jobs;
  expect(told).toMatchObject({ would: { remainingSeconds: 1799.9 }, lastReport: { at: NOW - 0.1 } });
});

it('shows no control character and no token, wherever one was put', () => {
  const token = '987654:AAF-never-to-be-shown-anywhere_0123';
  const bad = `\u001b[31m\u0007${token}\u202e\n\u009b`;
  const of = job({ id: `s${bad}`, name: bad, after: [{ jobId: bad, when: 'success', delaySeconds: 0 }] });
  const seen = { [of.id]: paused(bad, { message: bad }) };
  const text = JSON.stringify(
    explained([of], seen, {
      outbox: [
        entry({
          id: bad,
          lastError: bad,
          attempts: 1,
          sections: [{ jobId: of.id, importance: 'alert', text: '' }],
        }),
      ],
      queue: [{ id: bad, jobId: of.id, reason: bad, status: bad }],
      quarantined: [bad],
      silences: { '*': { since: 0, until: NOW + 60, held: 1, reason: bad } },
    }),
  );
  expect(text).toContain('<token>');
  expect(text).not.toContain(token);
  // Escapes would be those of JSON.
  expect(text).not.toMatch(/\\[un]|\p{Cc}|\p{Bidi_Control}/u);
});
