/** A tick may die at any instant: the one after it starts nothing twice and leaves nothing untold. */
import { describe, expect, it } from 'vitest';
import { Crash, createMortalStage } from '../support/app-crash.ts';
import { item } from '../support/app-entries.ts';
import { createStage, PAUSED, prints, RUNNING, type Stage, tickOn } from '../support/app-stage.ts';
import { NOON } from '../support/fakes.ts';
import { check, longJob } from '../support/written-jobs.ts';

/** One job that is resumed, one that is only told of, one that runs, and a check that asks for attention. */
const FILE = [
  longJob({ id: 'scan', enabled: true, policy: { autoResume: true } }),
  longJob({ id: 'sync', enabled: true, commands: { start: ['sync'], status: ['sync', '--status'] } }),
  longJob({ id: 'copy', enabled: true, commands: { start: ['copy'], status: ['copy', '--status'] } }),
  check(),
];
const QUEUE = [item('q1')];
const DEAD_PID = 3999;

function scripted(stage: Stage): Stage {
  stage.runner.script('scan --status', PAUSED);
  stage.runner.script('sync --status', PAUSED);
  stage.runner.script('copy --status', RUNNING);
  stage.runner.script('scan --resume', { kind: 'exited', exitCode: 0 });
  stage.runner.script('check', prints('ALERT: disk is full'));
  return stage;
}

/** What a reader has in hand: a message that was sent counts, whether or not the sender lived to know it. */
const received = (stage: Stage, isPrint: boolean) =>
  (isPrint ? stage.printer : stage.notifier).asked.map(({ text }) => text).join('\n');

async function journalOfWholeTick(isPrintOnly: boolean): Promise<readonly string[]> {
  const stage = scripted(createStage(FILE, { state: { queue: QUEUE } }));
  await tickOn(stage, { isPrintOnly });
  return stage.journal;
}

async function crashThenTick(lines: number, isPrintOnly: boolean) {
  const first = scripted(createMortalStage(FILE, lines, { state: { queue: QUEUE } }));
  await expect(tickOn({ ...first, pid: DEAD_PID }, { isPrintOnly })).rejects.toThrow(Crash);
  const next = scripted(createStage(FILE, { state: first.store.saved, startsAt: NOON + 60 }));
  await tickOn(next, { isPrintOnly });
  const calls = [...first.runner.calls, ...next.runner.calls].map(({ argv }) => argv.join(' '));
  return { next, calls, told: `${received(first, isPrintOnly)}\n${received(next, isPrintOnly)}` };
}

const toldOf = (text: string, title: string) => text.split(title).length - 1;

describe.each([
  ['sends', false],
  ['prints', true],
])('a tick that %s, killed', async (_, isPrintOnly) => {
  const whole = await journalOfWholeTick(isPrintOnly);
  const instants = whole.map((line, i) => ({ after: i + 1, line }));

  it.each(instants)('after step $after ($line)', async ({ after }) => {
    const { next, calls, told } = await crashThenTick(after, isPrintOnly);

    expect(calls.filter((call) => call === 'scan --resume').length, 'starts').toBeLessThanOrEqual(1);
    expect(calls.filter((call) => call === 'check').length, 'runs of the check').toBeLessThanOrEqual(2);
    expect(next.store.saved.jobs.scan).toHaveProperty('lastAutoResumeAt');
    for (const title of ['• scan (', '• sync (', 'ALERT: disk is full', '• copy (']) {
      expect(toldOf(told, title), title).toBeGreaterThanOrEqual(1);
      expect(toldOf(told, title), title).toBeLessThanOrEqual(2);
    }
    expect(told).toContain('- ACTION REQUIRED');
    expect(next.store.saved).toMatchObject({ outbox: [], queue: [{ id: 'q1', status: 'done' }] });
  });

  it('has something to be killed at', () => {
    expect(whole).toEqual(expect.arrayContaining(['run scan --resume', 'run check', 'save']));
  });
});

it('says of a start whose end nobody saw that it was tried, and no more', async () => {
  const whole = await journalOfWholeTick(false);
  const { told } = await crashThenTick(whole.indexOf('run scan --resume') + 1, false);
  expect(told).toContain('AUTORUN: start interrupted (outcome unknown)');
  expect(told).not.toContain('AUTORUN: started');
});
