/** `--print-only`: printed, then struck; whoever cannot be printed to loses nothing. */
import { describe, expect, it } from 'vitest';
import { printReports } from '../../src/app/print-reports.ts';
import { silence } from '../../src/app/silence.ts';
import type { SendOutcome } from '../../src/core/model.ts';
import { entry } from '../support/app-entries.ts';
import { createStage, NEVER, PAUSED, pending, type Stage, settled, tickOn } from '../support/app-stage.ts';
import { createFakeNotifier, NOON } from '../support/fakes.ts';
import { longJob } from '../support/written-jobs.ts';

const PRINT = { isPrintOnly: true };
const SCAN = longJob({ enabled: true });

function pausedStage(options = {}): Stage {
  const stage = createStage([SCAN], options);
  stage.runner.script('scan --status', PAUSED);
  return stage;
}

const printed = (stage: Stage) => stage.printer.sent.map(({ text }) => text);
const waiting = (stage: Stage) => stage.store.saved.outbox.map(({ id }) => id);

describe('a tick that prints', () => {
  it('prints its report, which counts as telling, and opens no way to the owner', async () => {
    const stage = pausedStage();
    expect(await tickOn(stage, PRINT)).toMatchObject({ delivery: { waiting: 0, problems: [] } });
    await tickOn(stage, PRINT);
    expect(printed(stage)).toEqual([expect.stringContaining('- 状态: paused')]);
    expect(stage.opened).toEqual([]);
  });

  it('leaves what waits for the channel alone', async () => {
    const stage = pausedStage({ state: { outbox: [entry('a')] } });
    expect(await tickOn(stage, PRINT)).toMatchObject({ delivery: { waiting: 0 } });
    expect(waiting(stage)).toEqual(['a']);
  });

  it('prints what an earlier one could not, before its own', async () => {
    const stage = pausedStage({ state: { outbox: [entry('p', { via: 'print' })] } });
    await tickOn(stage, PRINT);
    expect(printed(stage)).toEqual(['HEADER\n\n• about p', expect.stringMatching(/^\n🛠️/)]);
  });
});

it('a tick that sends leaves what waits to be printed alone', async () => {
  const stage = createStage([], { state: { outbox: [entry('p', { via: 'print' })] } });
  expect(await tickOn(stage)).toMatchObject({ delivery: { waiting: 0, problems: [] } });
  expect(waiting(stage)).toEqual(['p']);
});

describe('a reader that has gone away', () => {
  const GONE = { kind: 'failed', detail: 'cannot print: broken pipe' } as const;

  it('loses nothing: all that was not printed waits', async () => {
    const outbox = ['p1', 'p2', 'p3'].map((id) => entry(id, { via: 'print' }));
    const stage = createStage([], { state: { outbox } });
    stage.printer.answer({ kind: 'sent', via: 'print' }, GONE);
    expect(await printReports(stage, NEVER)).toEqual({
      waiting: 2,
      problems: [{ kind: 'send', outcome: GONE }],
    });
    expect(waiting(stage)).toEqual(['p2', 'p3']);
    await printReports(stage, NEVER);
    expect(printed(stage).map((text) => text.trim().split('about ')[1])).toEqual(['p1', 'p2', 'p3']);
  });

  it('is not waited for when the tick is told to end', async () => {
    const stage = createStage([], { state: { outbox: [entry('p', { via: 'print' })] } });
    const stopped = AbortSignal.abort('SIGTERM');
    expect(await printReports(stage, stopped)).toMatchObject({ waiting: 1 });
    expect(waiting(stage)).toEqual(['p']);
  });
});

it('a report that was printed and not struck is printed once more', async () => {
  const stage = createStage([], { state: { outbox: [entry('p', { via: 'print' })] } });
  stage.printer.answer(() => {
    stage.store.failWith('unwritable');
    return { kind: 'sent', via: 'print' };
  });
  await expect(printReports(stage, NEVER)).rejects.toMatchObject({ kind: 'unwritable' });
  stage.store.mend();
  await printReports(stage, NEVER);
  expect(printed(stage)).toHaveLength(2);
  expect(waiting(stage)).toEqual([]);
});

describe('two ticks that print at once', () => {
  const PRINTED: SendOutcome = { kind: 'sent', via: 'print' };
  const DONE = { waiting: 0, problems: [] };
  const toPrint = (...ids: string[]) => ({ state: { outbox: ids.map((id) => entry(id, { via: 'print' })) } });

  /** The same state, and a stdout of its own. */
  function otherOn(stage: Stage) {
    return { ...stage, printer: createFakeNotifier() };
  }

  async function waitFor<T>({ clock }: Stage, work: Promise<T>): Promise<T> {
    let isDone = false;
    const noteDone = () => {
      isDone = true;
    };
    work.then(noteDone, noteDone);
    for (await settled(); !isDone; await settled()) clock.advance(0.25);
    return work;
  }

  it('print each report once', async () => {
    const stage = createStage([], toPrint('p1', 'p2'));
    const reader = pending<SendOutcome>();
    stage.printer.answer(() => reader.promise);
    const first = printReports(stage, NEVER);
    await settled();
    const other = otherOn(stage);
    const second = printReports(other, NEVER);
    await settled();
    reader.resolve(PRINTED);
    expect(await waitFor(stage, Promise.all([first, second]))).toEqual([DONE, DONE]);
    expect(printed(stage)).toHaveLength(2);
    expect(other.printer.asked).toEqual([]);
  });

  it('wait for the reader of the other, but not for ever', async () => {
    const stage = createStage([], toPrint('p'));
    stage.printTurn.takeBy('pid 7 (tick, since 12:00:00)');
    expect(await waitFor(stage, printReports(stage, NEVER))).toEqual(DONE);
    expect(stage.clock.now().epochSeconds - NOON).toBe(60);
    expect(printed(stage)).toHaveLength(1);
    expect(waiting(stage)).toEqual([]);
  });

  it('end at once when they are told to', async () => {
    const stage = createStage([], toPrint('p'));
    stage.printTurn.takeBy('pid 7');
    const ending = new AbortController();
    const work = printReports(stage, ending.signal);
    await settled();
    ending.abort('SIGTERM');
    expect(await work).toMatchObject({ waiting: 1 });
    expect(waiting(stage)).toEqual(['p']);
  });

  it('leave the rest to the one that took the turn from a tick that slept', async () => {
    const stage = createStage([], toPrint('p1', 'p2'));
    stage.printer.answer(() => {
      stage.printTurn.lose();
      stage.printTurn.takeBy('pid 9 (tick, since 12:00:01)');
      return PRINTED;
    });
    const sleeper = printReports(stage, NEVER);
    await settled();
    expect(printed(stage)).toHaveLength(1);
    stage.printTurn.giveBack();
    const other = otherOn(stage);
    await printReports(other, NEVER);
    await waitFor(stage, sleeper);
    expect(printed(stage)).toHaveLength(1);
    expect(other.printer.sent).toHaveLength(1);
  });
});

it('what a silence takes out of a report while it is printed is not printed again', async () => {
  const sections = ['scan', 'other'].flatMap((id) => entry(id).sections);
  const stage = createStage([SCAN], { state: { outbox: [entry('p', { via: 'print', sections })] } });
  stage.printer.answer(async () => {
    await silence(stage, stage.setting.loaded, { id: 'scan', seconds: 60, reason: undefined });
    return { kind: 'sent', via: 'print' };
  });
  await printReports(stage, NEVER);
  expect(printed(stage)).toEqual([expect.stringContaining('about scan')]);
  expect(waiting(stage)).toEqual([]);
});
