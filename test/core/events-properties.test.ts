import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsBetween } from '../../src/core/events.ts';
import { planTick } from '../../src/core/plan-tick.ts';
import { parseEventLine } from '../../src/schema/event.ts';
import { type MonitorState, parseState } from '../../src/schema/state.ts';
import { anyJob, byOperator, day, MIDNIGHT, momentAt } from '../support/core-arbitraries.ts';
import { entry, NOW, state, tickFacts, toldBefore } from '../support/core-fixtures.ts';
import { mutated } from '../support/mutated.ts';

const SECRET = 'hunter2';

/** All that a state can hold, and whatever might be private in it named so. */
const FULL: MonitorState = state({
  jobs: {
    scan: {
      ...toldBefore('paused', 'quota'),
      anomalyEndedAt: NOW,
      lastProgressKey: SECRET,
      lastAmount: { done: 3, total: 9 },
      lastStart: { exitCode: 1, durationMs: 5, stdoutTail: SECRET, stderrTail: SECRET },
      lastRun: { exitCode: 0, durationMs: 5, stdoutTail: SECRET, stderrTail: SECRET },
      heldAnomalyKey: '{"kind":"stalled","stopReason":null}',
      ack: { key: '{"kind":"paused","stopReason":null}', at: NOW, reason: 'known' },
      ours: SECRET,
    },
  },
  queue: [{ id: 'q1', jobId: 'check', status: 'failed', lastError: 'no such program', theirs: SECRET }],
  outbox: [
    entry({
      id: 'r1',
      target: SECRET,
      header: SECRET,
      lastError: 'no route',
      sections: [{ jobId: 'scan', importance: 'alert', text: SECRET }],
    }),
  ],
  configError: { key: SECRET, since: 1, toldAt: 1 },
  quarantined: [`/home/${SECRET}/state.json.corrupt-1`],
  silences: { '*': { since: 1, until: NOW, held: 1 }, scan: { since: 1, until: NOW * 2, held: 0 } },
  movedChats: { [SECRET]: SECRET },
});

const anyState = mutated(JSON.parse(JSON.stringify(FULL))).map((raw) => {
  const parsed = parseState(raw);
  return parsed.kind === 'state' ? parsed.state : state();
});

describe('whatever two states are', () => {
  it('what lies between them is lines that the journal takes, and no secret of theirs', () => {
    fc.assert(
      fc.property(anyState, anyState, fc.constantFrom('sent', 'failed', 'none'), (before, after, kind) => {
        const outcome =
          kind === 'sent' ? ({ kind, via: 'x' } as const) : ({ kind: 'failed', detail: 'x' } as const);
        const sent = kind === 'none' ? undefined : { entryId: 'r1', outcome, parts: 1 };
        for (const event of eventsBetween(before, after, NOW, sent)) {
          const line = JSON.stringify(event);
          expect(parseEventLine(line)).toEqual(JSON.parse(line));
          expect(line).not.toContain(SECRET);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('from a fresh one to a full one, and back, is a good deal', () => {
    expect(eventsBetween(state(), FULL, NOW).length).toBeGreaterThan(8);
    expect(eventsBetween(FULL, state(), NOW).length).toBeGreaterThan(3);
  });
});

describe('over a day of any job', () => {
  it('each report is told once, and each anomaly that was told has one end', () => {
    fc.assert(
      fc.property(anyJob, day, (of, steps) => {
        let last = state();
        let at = MIDNIGHT;
        const events = steps.flatMap(({ after, ...step }) => {
          at += after;
          const scan = byOperator(last.jobs.scan ?? {}, step as never, at - 1);
          const before = { ...last, jobs: { ...last.jobs, scan } };
          const facts = tickFacts([of], { scan: step.seen }, { now: momentAt(at) });
          last = planTick(before, facts).state;
          last = { ...last, revision: last.revision + 1 };
          return eventsBetween(before, last, at);
        });
        const told = events.flatMap((event) =>
          'report' in event && !('jobs' in event) ? [event.report] : [],
        );
        expect(new Set(told).size).toBe(
          last.outbox.length + events.filter(({ event }) => event === 'dropped').length,
        );
        const standing = events.reduce((open, { event, ...rest }) => {
          if (event === 'told' && 'kind' in rest && rest.kind !== undefined) return true;
          return event === 'recovered' && !('held' in rest) ? false : open;
        }, false);
        expect(standing).toBe(typeof last.jobs.scan?.lastAnomalyKey === 'string');
      }),
      { numRuns: 200 },
    );
  });
});
