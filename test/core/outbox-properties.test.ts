import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../src/core/model.ts';
import { afterSend, nextDue, post } from '../../src/core/outbox.ts';
import type { Importance, MonitorState } from '../../src/schema/state.ts';
import { NOW, state } from '../support/core-fixtures.ts';

type Step =
  | {
      kind: 'post';
      via: 'channel' | 'print';
      target: string | undefined;
      sections: { jobId: string | undefined; importance: Importance }[];
    }
  | { kind: 'send'; outcome: SendOutcome }
  | { kind: 'wait'; seconds: number };

const section = fc.record({
  jobId: fc.constantFrom('a', 'b', undefined),
  importance: fc.constantFrom<Importance[]>('alert', 'recovery', 'completion', 'reminder', 'routine'),
});
const outcome = fc.constantFrom<SendOutcome[]>(
  { kind: 'sent', via: 'telegram' },
  { kind: 'failed', detail: 'no network' },
  { kind: 'failed', detail: 'too many', retryAfterSeconds: 45 },
  { kind: 'unknown', detail: 'no answer' },
  { kind: 'refused', detail: 'chat not found', mend: 'say hello' },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('post' as const),
    via: fc.constantFrom('channel' as const, 'channel' as const, 'print' as const),
    target: fc.constantFrom(undefined, '7'),
    sections: fc.array(section, { maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('send' as const), outcome }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90_000 }) }),
);

/** Plays the steps; `sent` holds the texts of all that got through, part by part. */
function play(steps: readonly Step[]): {
  last: MonitorState;
  posted: { text: string; importance: Importance }[];
  sent: Set<string>;
} {
  let last = state();
  let at = NOW;
  const posted: { text: string; importance: Importance }[] = [];
  const sent = new Set<string>();
  for (const move of steps) {
    last = { ...last, revision: last.revision + 1 };
    if (move.kind === 'wait') at += move.seconds;
    if (move.kind === 'post') {
      const sections = move.sections.map(({ jobId, importance }, n) => ({
        ...(jobId !== undefined && { jobId }),
        importance,
        text: `${posted.length + n}`,
      }));
      posted.push(...sections);
      last = post(last, { via: move.via, target: move.target, header: 'Ops', sections, at });
    }
    const due = move.kind === 'send' ? nextDue(last, at, new Set(), new Set()) : undefined;
    if (move.kind !== 'send' || due === undefined) continue;
    // A long message in as many parts as it has sections.
    const parts = due.sections.length;
    const part = due.partsSent + 1;
    if (move.outcome.kind === 'sent') sent.add(due.sections[part - 1]?.text ?? '');
    last = afterSend(last, due.id, { part, parts, outcome: move.outcome, at });
  }
  return { last, posted, sent };
}

describe('whatever is posted and whatever becomes of it', () => {
  const steps = fc.array(step, { maxLength: 40 });

  it('nothing is lost but routine news and reminders: it was sent, or it waits', () => {
    fc.assert(
      fc.property(steps, (moves) => {
        const { last, posted, sent } = play(moves);
        const waiting = new Set(last.outbox.flatMap(({ sections }) => sections.map(({ text }) => text)));
        const lost = posted.filter(({ text }) => !waiting.has(text) && !sent.has(text));
        expect(
          lost.filter(({ importance }) => importance !== 'routine' && importance !== 'reminder'),
        ).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('messages keep their order, have ids of their own, and something to say', () => {
    fc.assert(
      fc.property(steps, (moves) => {
        const { outbox } = play(moves).last;
        expect(new Set(outbox.map(({ id }) => id)).size).toBe(outbox.length);
        const created = outbox.map(({ createdAt }) => createdAt);
        expect(created).toEqual([...created].sort((a, b) => a - b));
        expect(outbox.filter(({ sections }) => sections.length === 0)).toEqual([]);
      }),
    );
  });

  it('each message is due again within a day', () => {
    fc.assert(
      fc.property(steps, (moves) => {
        const { last } = play(moves);
        const waited = moves.reduce((sum, move) => sum + (move.kind === 'wait' ? move.seconds : 0), 0);
        for (const { nextAttemptAt } of last.outbox)
          expect(nextAttemptAt).toBeLessThanOrEqual(NOW + waited + 86_400);
      }),
    );
  });
});
