/** Random days of a job whose owner silences and acknowledges things, on the core alone, with the outbox delivered. */
import fc from 'fast-check';
import { acknowledge } from '../../src/core/acknowledge.ts';
import type { Decision } from '../../src/core/decision.ts';
import type { Job, Observation } from '../../src/core/model.ts';
import { afterSend } from '../../src/core/outbox.ts';
import { nextInLine } from '../../src/core/outbox-line.ts';
import { planTick } from '../../src/core/plan-tick.ts';
import { EVERY_JOB } from '../../src/core/silence.ts';
import { silence, unsilence } from '../../src/core/silencing.ts';
import { freshState, type MonitorState, type OutboxSection } from '../../src/schema/state.ts';
import { byOperator, MIDNIGHT, momentAt, observation } from './core-arbitraries.ts';
import { check, tickFacts } from './core-fixtures.ts';
import { exitOf } from './fake-runner.ts';

export interface Hour {
  readonly after: number;
  readonly seen: Observation;
  readonly operator:
    | 'nothing'
    | 'stop'
    | 'start'
    | 'ack'
    | 'silence'
    | 'silence-all'
    | 'unsilence'
    | 'unsilence-all';
  readonly silentFor: number;
  /** Without it nothing leaves the outbox. */
  readonly isChannelUp: boolean;
  /** A check ends in this tick, and fails. */
  readonly checkFails: boolean;
}

const hour: fc.Arbitrary<Hour> = fc.record({
  after: fc.constantFrom(60, 60, 300, 900, 1800),
  seen: observation,
  operator: fc.oneof(
    { weight: 3, arbitrary: fc.constant('nothing' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'ack',
        'silence',
        'silence-all',
        'unsilence',
        'unsilence-all',
        'stop',
        'start',
      ),
    },
  ) as fc.Arbitrary<Hour['operator']>,
  silentFor: fc.constantFrom(60, 600, 3600, 14_400),
  isChannelUp: fc.boolean(),
  checkFails: fc.boolean(),
});

/** The same is seen for a while, now and then. */
export const silentDay: fc.Arbitrary<Hour[]> = fc
  .array(fc.tuple(hour, fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 18 })
  .map((hours) =>
    hours.flatMap(([first, more]) => [
      first,
      ...Array.from({ length: more }, () => ({ ...first, operator: 'nothing' as const })),
    ]),
  );

export interface LivedTick {
  readonly at: number;
  readonly hour: Hour;
  readonly before: MonitorState;
  readonly decision: Decision;
  /** What it put into the outbox. */
  readonly posted: readonly OutboxSection[];
  readonly sent: readonly OutboxSection[];
  /** The key that `ack` took as known before this tick. */
  readonly acked: string | undefined;
}

/** The job is `scan`, its check `check`. `last` is lived after them, an hour after every silence was lifted. */
export function liveSilently(job: Job, hours: readonly Hour[], last: Observation) {
  let state: MonitorState = freshState();
  let at = MIDNIGHT;
  const seenTexts = new Set<string>();
  const tick = (hour: Hour, n: number): LivedTick => {
    at += hour.after;
    const operated = operate(state, hour, at - 1);
    const before = {
      ...operated.state,
      ...(hour.checkFails && { queue: [{ id: 'q', jobId: 'check', status: 'running' }] }),
    };
    const results = hour.checkFails ? [checkResult(n, at)] : [];
    const facts = { now: momentAt(at), queueResults: results };
    const plan = planTick(before, tickFacts([job, check()], { scan: withMark(hour.seen, n) }, facts));
    const posted = plan.state.outbox
      .flatMap(({ sections }) => sections)
      .filter(({ text }) => !seenTexts.has(text) && seenTexts.add(text));
    const delivered = hour.isChannelUp ? deliverAll(plan.state, at) : { state: plan.state, sent: [] };
    // As a file would hold it.
    state = JSON.parse(JSON.stringify({ ...delivered.state, revision: delivered.state.revision + 1 }));
    return {
      at,
      hour,
      before,
      decision: plan.decisions.get('scan') as Decision,
      posted,
      sent: delivered.sent,
      acked: operated.acked,
    };
  };
  const lived = hours.map(tick);
  // 12:00 of a day after, when nothing is quiet and no silence lasts.
  const noon = MIDNIGHT + 43_200;
  const after = (Math.ceil((at - noon) / 86_400) + 1) * 86_400 + noon - at;
  const end: Hour = {
    after,
    seen: last,
    operator: 'nothing',
    silentFor: 0,
    isChannelUp: true,
    checkFails: false,
  };
  return { ticks: [...lived, tick(end, hours.length)], end: state };
}

function operate(
  state: MonitorState,
  hour: Hour,
  at: number,
): { state: MonitorState; acked: string | undefined } {
  const now = momentAt(at);
  const asked = { seconds: hour.silentFor, reason: undefined };
  switch (hour.operator) {
    case 'nothing':
      return { state, acked: undefined };
    case 'silence':
      return { state: silence(state, 'scan', asked, now).state, acked: undefined };
    case 'silence-all':
      return { state: silence(state, EVERY_JOB, asked, now).state, acked: undefined };
    case 'unsilence':
      return { state: unsilence(state, 'scan', now).state, acked: undefined };
    case 'unsilence-all':
      return { state: unsilence(state, EVERY_JOB, now).state, acked: undefined };
    case 'ack': {
      const given = acknowledge(state, 'scan', undefined, now);
      return given.kind === 'acknowledged'
        ? { state: given.state, acked: given.key }
        : { state, acked: undefined };
    }
    case 'stop':
    case 'start': {
      const { after, seen, operator } = hour;
      const scan = byOperator(state.jobs.scan ?? {}, { after, seen, operator }, at);
      return { state: { ...state, jobs: { ...state.jobs, scan } }, acked: undefined };
    }
  }
}

/** No two sections of a day have the same text. */
function withMark(seen: Observation, n: number): Observation {
  if (seen.kind === 'reported') return { ...seen, status: { ...seen.status, message: `m${n}` } };
  return seen.kind === 'unreadable' ? { ...seen, detail: `${seen.detail} m${n}` } : seen;
}

function checkResult(n: number, endedAt: number) {
  return { itemId: 'q', job: check(), exit: exitOf({ kind: 'exited', exitCode: n + 1 }), endedAt };
}

function deliverAll(before: MonitorState, at: number): { state: MonitorState; sent: OutboxSection[] } {
  let state = before;
  const sent: OutboxSection[] = [];
  for (
    let next = nextInLine(state, at, new Set(), new Set());
    next;
    next = nextInLine(state, at, new Set(), new Set())
  ) {
    sent.push(...next.sections);
    state = afterSend(state, next.id, { part: 1, parts: 1, outcome: { kind: 'sent', via: 'test' }, at });
  }
  return { state, sent };
}
