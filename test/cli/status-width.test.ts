/** Whatever jobs are called and say, no line is wider than the terminal, and columns stand below their headings. */
import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { renderScreen } from '../../src/cli/status-screen.ts';
import type { Observation } from '../../src/core/model.ts';
import { overview } from '../../src/core/overview.ts';
import { job, NOW, paused, ranBefore, running, state, tickFacts } from '../support/core-fixtures.ts';

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
const wide = fc.string({ unit: fc.constantFrom('磁', '盘', '🎵', '👩‍🚀', 'é', 'a', ' '), minLength: 1 });
const text = fc.oneof(words, wide);

const seen: fc.Arbitrary<Observation> = fc.oneof(
  fc.record({ done: fc.nat(), total: fc.nat() }).map((progress) => running('k', { progress })),
  fc.dictionary(text, text, { maxKeys: 3 }).map((progress) => running('k', { progress })),
  text.map((message) => running('k', { message })),
  text.map((reason) => paused(reason)),
  text.map((detail): Observation => ({ kind: 'unreadable', detail })),
);

const jobs = fc.array(fc.record({ name: text, seen, isEnabled: fc.boolean() }), { maxLength: 5 });

function readingOf(made: readonly { name: string; seen: Observation; isEnabled: boolean }[]) {
  const all = made.map(({ name, isEnabled }, i) => job({ id: `job-${i}`, name, enabled: isEnabled }));
  const observed = new Map(made.map((one, i) => [`job-${i}`, one.seen]));
  const before = state({ lastTickAt: NOW - 9, jobs: { 'job-0': ranBefore() } });
  return { overview: overview(before, tickFacts(all, observed)), state: before, jobs: [], queued: 0 };
}

it.each([false, true])('fits, with one job whole: %s', (isOneJob) => {
  fc.assert(
    fc.property(jobs, fc.integer({ min: 20, max: 200 }), (made, columns) => {
      const reading = { ...readingOf(made), stateFailure: undefined };
      const { body, foot } = renderScreen(reading, isOneJob, { columns, hasColour: false });
      for (const line of [...body, ...foot]) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    }),
  );
});

it('stands below its heading', () => {
  fc.assert(
    fc.property(jobs, fc.integer({ min: 60, max: 200 }), (made, columns) => {
      const reading = { ...readingOf(made), stateFailure: undefined };
      const { body } = renderScreen(reading, false, { columns, hasColour: false });
      const heading = body.find((line) => line.startsWith('  JOB ')) ?? '';
      const rows = body.filter((line) => /^[▶‖✓!?·✗] /.test(line));
      expect(rows).toHaveLength(made.length);
      for (const row of rows) expect(stateAt(row, heading.indexOf('STATE'))).toMatch(/^ {2}[a-z]/);
    }),
  );
});

/** What stands from two columns before `column` on. */
function stateAt(row: string, column: number): string {
  let before = '';
  for (const { segment } of new Intl.Segmenter().segment(row)) {
    if (stringWidth(before) >= column - 2) break;
    before += segment;
  }
  return row.slice(before.length);
}
