/** Ticks that print, ticks that send and an operator, in every order: what is to be told is told, and once. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Importance } from '../../src/schema/state.ts';
import { hour, type Lived, live, WATCHED } from '../support/interleaving.ts';

const MARK = /mark-(\w+)-\d+/g;
const FREE = { kind: 'held', value: 'free' };
/** What is half out when a silence begins is not cut off. */
const FURTHER_PART = /\((?!1\/)\d+\/\d+\)$/;
const NEVER_DROPPED: readonly Importance[] = ['alert', 'recovery', 'completion'];

const marksIn = (text: string) => [...text.matchAll(MARK)].map(([mark]) => mark);

/** All that was ever to be told and gives way to no newer news, in the order of its posting. */
function posted({ stage }: Lived) {
  const sections = stage.store.writes.flatMap(({ outbox }) => outbox.flatMap((entry) => entry.sections));
  const lasting = sections.filter(({ importance }) => NEVER_DROPPED.includes(importance));
  return new Map(lasting.flatMap((section) => marksIn(section.text).map((mark) => [mark, section])));
}

function heardInSilence({ told }: Lived): string[] {
  return told
    .filter(({ text }) => !FURTHER_PART.test(text))
    .flatMap(({ text, silenced }) =>
      [...text.matchAll(MARK)].flatMap(([mark, job = '']) => (silenced.includes(job) ? [mark] : [])),
    );
}

async function expectPeace({ stage, ended }: Lived): Promise<void> {
  for (const end of ended.filter(({ kind }) => kind !== 'busy')) {
    expect(end).toMatchObject({ kind: 'done', delivery: { waiting: 0, problems: [] } });
    expect(end).toHaveProperty('stateFailure', undefined);
  }
  expect(stage.store.saved.outbox).toEqual([]);
  expect(stage.store.saved.queue.filter(({ status }) => status !== 'done')).toEqual([]);
  for (const turn of [stage.watchTurn, stage.deliveryTurn, stage.printTurn]) {
    expect(await turn.tryHold(async () => 'free')).toEqual(FREE);
  }
}

it('alerts, recoveries and completions are told once, and nothing of what is silenced', async () => {
  await fc.assert(
    fc.asyncProperty(hour, fc.scheduler(), async (given, scheduler) => {
      const world = await live(given, scheduler);
      const marks = world.told.flatMap(({ text }) => marksIn(text));
      expect(marks.filter((mark, i) => marks.indexOf(mark) < i)).toEqual([]);
      const lasting = posted(world);
      expect([...world.ran, ...lasting.keys()].filter((mark) => !marks.includes(mark))).toEqual([]);
      expect(heardInSilence(world)).toEqual([]);
      // What was told and is over is told to be over.
      const last = [...lasting.values()].findLast(({ jobId }) => jobId === WATCHED);
      expect(last?.importance).not.toBe('alert');
      await expectPeace(world);
    }),
    { numRuns: 100 },
  );
});
