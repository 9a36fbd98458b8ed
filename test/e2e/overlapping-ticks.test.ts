import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { entry } from '../support/app-entries.ts';
import { longJob, PAUSED } from '../support/e2e-jobs.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';

const TICKS = Array.from({ length: 20 }, (_, i) => i);
const BUSY = /^another tick is at work( \(pid \d+ \(tick, since \d\d:\d\d:\d\d\)\))?\n$/;
const STARTED = expect.stringContaining('- AUTORUN: started');

describe('twenty ticks at once on a paused job that may be resumed', () => {
  test('start it once, and tell of it once', async (context) => {
    const rig = createRig(context);
    const telegram = await rig.startTelegram();
    writePausedJob(rig);

    const ticks = await Promise.all(TICKS.map(() => rig.run(['tick'])));

    expect(rig.lines('starts.log')).toEqual(['scan']);
    for (const { exitCode, stdout, stderr } of ticks) {
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
      if (stderr !== '') expect(stderr).toMatch(BUSY);
    }
    expect(telegram.accepted.map(({ text }) => text)).toEqual([STARTED]);
    expect(rig.state()).toMatchObject({ outbox: [], jobs: { scan: { lastStart: { exitCode: 0 } } } });
    expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
  });

  // A turn that cannot be locked is taken without a lock.
  test('start it once even where nothing makes them take turns', async (context) => {
    const rig = createRig(context);
    const telegram = await rig.startTelegram();
    writePausedJob(rig);
    const inTheWay = ['delivery', 'tick'].map((turn) => `${rig.stateFile}.${turn}.lock`);
    for (const file of inTheWay) rig.write(file, '');

    const ticks = await Promise.all(TICKS.map(() => rig.run(['tick'])));

    expect(rig.lines('starts.log')).toEqual(['scan']);
    expect(ticks.map(({ stderr }) => stderr)).not.toContainEqual(expect.stringContaining('ERROR'));
    expect(telegram.accepted.map(({ text }) => text)).toContainEqual(STARTED);
    expect(ticks.map(({ stderr }) => stderr)).not.toContainEqual(expect.stringMatching(BUSY));
    expect(rig.state().jobs.scan).toMatchObject({ lastStart: { exitCode: 0 } });
    expect(rig.stateFolder()).toEqual(['ops-monitor.json', ...inTheWay.map((file) => basename(file))]);
  });
});

test('four ticks at once print each of the reports that wait, and each once', async (context) => {
  const rig = createRig(context);
  rig.writeJobs([]);
  const marks = Array.from({ length: 40 }, (_, i) => `<${i}>`);
  rig.writeState({ version: 1, outbox: marks.map((text, i) => entry(`p${i}`, { via: 'print', text })) });

  const ticks = await Promise.all(TICKS.slice(0, 4).map(() => rig.run(['tick', '--print-only'])));

  const printed = ticks.flatMap(({ stdout }) => stdout.match(/<\d+>/g) ?? []);
  expect(printed.sort()).toEqual([...marks].sort());
  expect(rig.state().outbox).toEqual([]);
  expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
});

function writePausedJob(rig: Rig): void {
  rig.writeJobs([longJob(rig, 'scan', {}, { autoResume: true })]);
  rig.write('scan.json', PAUSED);
}
