import fc from 'fast-check';
import { expect, it } from 'vitest';
import { explainTick } from '../../src/core/explain.ts';
import { explainTelling } from '../../src/core/explain-telling.ts';
import type { JobView } from '../../src/core/explain-view.ts';
import type { Instant, Job, Observation } from '../../src/core/model.ts';
import { planTick } from '../../src/core/plan-tick.ts';
import { EVERY_JOB } from '../../src/core/silence.ts';
import type { MonitorState } from '../../src/schema/state.ts';
import {
  anyJob,
  byOperator,
  day,
  MIDNIGHT,
  momentAt,
  observation,
  type Step,
} from '../support/core-arbitraries.ts';
import { state, tickFacts } from '../support/core-fixtures.ts';

const RUNS = { numRuns: 200 };

/** The state after a day of one job, and when that is over. */
function live(of: Job, steps: readonly Step[], from: MonitorState): { last: MonitorState; at: number } {
  let last = from;
  let at = MIDNIGHT;
  for (const step of steps) {
    at += step.after;
    const scan = byOperator(last.jobs.scan ?? {}, step, at - 1);
    const before = { ...last, jobs: { ...last.jobs, scan } };
    last = planTick(before, tickFacts([of], { scan: step.seen }, { now: momentAt(at) })).state;
  }
  return { last, at };
}

/** To the next look, in seconds: mostly before a reminder is due. */
const soon = fc.oneof(fc.constantFrom(60, 300), fc.nat(20_000));

const anySilence = fc.option(
  fc.record({
    since: fc.constant(MIDNIGHT),
    until: fc.integer({ min: MIDNIGHT, max: MIDNIGHT + 400_000 }),
    held: fc.nat(3),
  }),
);

/** As the host's clock: it has no wall time for what is no time. */
function anyMoment(epochSeconds: number): Instant {
  if (Math.abs(epochSeconds) < 1e11) return momentAt(epochSeconds);
  return {
    epochSeconds,
    iso: '',
    wallTime: () => ({ hour: Number.NaN, minute: Number.NaN, second: Number.NaN }),
  };
}

function explain(of: Job, seen: Observation, last: MonitorState, at: number) {
  const facts = tickFacts([of], { scan: seen }, { now: momentAt(at), isDryRun: true });
  const times = { now: facts.now, at: anyMoment };
  return { facts, explanation: explainTick({ ...facts, state: last, jobs: [of], times, clockAt: at }) };
}

it('says «would tell» exactly when a tick tells, and changes nothing', () => {
  fc.assert(
    fc.property(anyJob, day, observation, anySilence, soon, (of, steps, seen, silence, after) => {
      const from = state(silence === null ? {} : { silences: { [EVERY_JOB]: silence } });
      const { last, at } = live(of, steps, from);
      const before = JSON.stringify(last);
      const { facts, explanation } = explain(of, seen, last, at + after);
      const tells = planTick(last, facts).decisions.get('scan')?.tells;
      const [told] = explanation.jobs;
      expect(told?.would.tell).toBe(tells);
      expect(told?.sentences.some((sentence) => sentence.startsWith('would tell: '))).toBe(tells);
      expect(JSON.stringify(last)).toBe(before);
      expect(told?.sentences.join('\n')).not.toMatch(/undefined|NaN|Infinity|\[object/);
    }),
    RUNS,
  );
});

const words = fc.string({ unit: 'binary', maxLength: 30 });
/** Numbers that a damaged or strange state may hold where times are. */
const anyTime = fc.oneof(
  fc.integer({ min: MIDNIGHT - 100_000, max: MIDNIGHT + 100_000 }),
  fc.constantFrom(0, -1, 1e300, -1e300, 0.5),
);

it('never throws and shows nothing that a terminal acts upon, whatever is remembered and seen', () => {
  const memory = fc.record(
    {
      lastSeen: fc.record({ running: fc.boolean(), completed: fc.boolean(), progressKey: words }),
      lastProgressKey: words,
      lastProgressAt: anyTime,
      lastReportAt: anyTime,
      lastAnomalyKey: fc.oneof(words, fc.constant('{"kind":"stalled","stopReason":"\u001b"}')),
      lastAnomalyReportAt: anyTime,
      lastAutoResumeAt: anyTime,
      lastManualStartAt: anyTime,
      lastStopAt: anyTime,
      anomalySince: anyTime,
      anomalyEndedAt: anyTime,
      unknownCount: fc.nat(4),
      unknownSince: anyTime,
      standingSince: anyTime,
      operatorStopped: fc.boolean(),
      completionHeld: fc.boolean(),
      reportedCompleted: fc.boolean(),
      resumeClaimed: fc.boolean(),
      startLease: fc.record({ pid: fc.nat(), claimedAt: anyTime, until: anyTime }),
      ack: fc.record({ key: words, at: anyTime, reason: words }),
    },
    { requiredKeys: [] },
  );
  const seenBy = fc.oneof(
    observation,
    fc.record({ kind: fc.constant('exited' as const), exitCode: fc.nat(255), stderrTail: words }),
    fc.record({ kind: fc.constant('killed' as const), signal: fc.constant('SIGKILL'), stderrTail: words }),
    fc.record({ kind: fc.constant('not-started' as const), detail: words }),
    words.map((text): Observation => {
      const status = { running: false, completed: false, stopReason: text, message: text };
      return { kind: 'reported', status };
    }),
  );
  const item = fc.record({
    id: words,
    jobId: fc.constantFrom('scan', 'gone'),
    notBefore: anyTime,
    status: fc.constantFrom('pending', 'running', 'done', 'failed', 'blocked', 'their own'),
    finishedAt: anyTime,
    lastError: words,
  });
  fc.assert(
    fc.property(
      anyJob,
      memory,
      seenBy,
      fc.array(item, { maxLength: 3 }),
      words,
      (of, scan, seen, queue, name) => {
        const last = state({ jobs: { scan }, queue, lastTickAt: MIDNIGHT });
        const named = { ...of, name };
        const { explanation } = explain(named, seen, last, MIDNIGHT + 40_000);
        const texts = [
          ...explanation.jobs.flatMap((told) => [told.name, ...told.sentences]),
          ...explanation.watch.sentences,
        ];
        for (const text of texts) expect(text).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
      },
    ),
    { numRuns: 500 },
  );
});

it('each reason of a decision comes to one sentence of its own kind', () => {
  const views = fc.tuple(anyJob, day, observation).map(([of, steps, seen]) => {
    const { last, at } = live(of, steps, state());
    const facts = tickFacts([of], { scan: seen }, { now: momentAt(at + 60), isDryRun: true });
    const decision = planTick(last, facts).decisions.get('scan');
    const times = { now: facts.now, at: momentAt };
    const previous = last.jobs.scan ?? {};
    return {
      job: of,
      previous,
      observation: seen,
      decision,
      times,
      silence: undefined,
      isSilencedWithAll: false,
    };
  });
  fc.assert(
    fc.property(views, (view) => {
      if (view.decision === undefined) return;
      const sentences = explainTelling(view as JobView);
      expect(sentences).toHaveLength(1);
      expect(sentences[0]).toMatch(view.decision.tells ? /^would tell: ./ : /^(?:silent|held): ./);
    }),
    RUNS,
  );
});
