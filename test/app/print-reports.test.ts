/** `--print-only`: printed, then struck; whoever cannot be printed to loses nothing. */
import { describe, expect, it } from 'vitest';
import { printReports } from '../../src/app/print-reports.ts';
import { entry } from '../support/app-entries.ts';
import { createStage, NEVER, PAUSED, type Stage, tickOn } from '../support/app-stage.ts';
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
    expect(await printReports(stage.store, stage.printer, NEVER)).toEqual({
      waiting: 2,
      problems: [{ kind: 'send', outcome: GONE }],
    });
    expect(waiting(stage)).toEqual(['p2', 'p3']);
    await printReports(stage.store, stage.printer, NEVER);
    expect(printed(stage).map((text) => text.trim().split('about ')[1])).toEqual(['p1', 'p2', 'p3']);
  });

  it('is not waited for when the tick is told to end', async () => {
    const stage = createStage([], { state: { outbox: [entry('p', { via: 'print' })] } });
    const stopped = AbortSignal.abort('SIGTERM');
    expect(await printReports(stage.store, stage.printer, stopped)).toMatchObject({ waiting: 1 });
    expect(waiting(stage)).toEqual(['p']);
  });
});

it('a report that was printed and not struck is printed once more', async () => {
  const stage = createStage([], { state: { outbox: [entry('p', { via: 'print' })] } });
  stage.printer.answer(() => {
    stage.store.failWith('unwritable');
    return { kind: 'sent', via: 'print' };
  });
  await expect(printReports(stage.store, stage.printer, NEVER)).rejects.toMatchObject({ kind: 'unwritable' });
  stage.store.mend();
  await printReports(stage.store, stage.printer, NEVER);
  expect(printed(stage)).toHaveLength(2);
  expect(waiting(stage)).toEqual([]);
});
