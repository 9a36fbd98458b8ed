/** `status` of the built program: piped, in a real terminal, and what it loads for each. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { epochSeconds, HANGS, longJob, oneShot, PAUSED, RUNNING } from '../support/e2e-jobs.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';
import { evaluatedBy } from '../support/evaluated.ts';
import { runInTerminal, type TerminalMaker, type TerminalSize, terminalMaker } from '../support/pty.ts';
import { waitFor } from '../support/wait-for.ts';

function twoJobs(rig: Rig): void {
  rig.writeJobs([
    longJob(rig, 'scan', { name: '照片扫描' }),
    longJob(rig, 'mirror'),
    oneShot(rig, 'space', 'echo fine'),
  ]);
  rig.write('scan.json', { ...RUNNING, pid: 4242, progress: { done: 63, total: 100 } });
  rig.write('mirror.json', PAUSED);
  rig.writeState({ version: 1, lastTickAt: epochSeconds() - 5 });
}

const PLAIN = '- scan: running pid=4242\n- mirror: paused\n- space: never ran\n';

describe('piped', () => {
  test('it prints the plain lines, whatever the variables of terminals say', async (context) => {
    const rig = createRig(context);
    twoJobs(rig);
    for (const env of [{}, { FORCE_COLOR: '1', NO_COLOR: '', TERM: 'xterm-256color', COLUMNS: '40' }]) {
      expect(await rig.run(['status'], { env })).toMatchObject({ exitCode: 0, stdout: PLAIN, stderr: '' });
    }
  });

  test('it loads nothing that draws tables', async (context) => {
    const rig = createRig(context);
    twoJobs(rig);
    const { sources } = await evaluatedBy(rig, ['status']);
    expect(sources).toContain('src/cli/render.ts');
    const drawing = /src\/cli\/(status-|watch-|paint|text-width)|string-width|wrap-ansi/;
    expect(sources.filter((name) => drawing.test(name))).toEqual([]);
  });

  test('--json, --exit-code and one job', async (context) => {
    const rig = createRig(context);
    twoJobs(rig);
    const all = await rig.run(['status', '--json', '--exit-code']);
    expect({ code: all.exitCode, stderr: all.stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(all.stdout)).toMatchObject({
      version: 1,
      needsPerson: true,
      jobs: [{ id: 'scan' }, { id: 'mirror' }, { id: 'space' }],
    });
    const one = await rig.run(['status', 'scan', '--exit-code']);
    expect(one.exitCode).toBe(0);
    expect(one.stdout).toContain('照片扫描 (scan)');
    expect(rig.exists(rig.stateFile)).toBe(false);
  });

  test('--watch is refused', async (context) => {
    const rig = createRig(context);
    twoJobs(rig);
    const { exitCode, stdout, stderr } = await rig.run(['status', '--watch']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('ERROR: --watch needs a terminal');
  });
});

const wrap = terminalMaker();
if (wrap !== undefined) describe('in a terminal', () => inTerminal(wrap));
else {
  test('no terminal can be made here: nothing is drawn, and test/cli has the rest', async (context) => {
    const rig = createRig(context);
    twoJobs(rig);
    expect((await rig.run(['status'])).stdout).toBe(PLAIN);
    expect((await rig.run(['status', '--watch'])).exitCode).toBe(2);
  });
}

function inTerminal(makeTerminal: TerminalMaker): void {
  const start = (rig: Rig, argv: readonly string[], size?: TerminalSize) =>
    runInTerminal(makeTerminal, rig, argv, size);

  test('it is a table with colours, as wide as the terminal', async (context) => {
    const rig = createRig(context);
    twoJobs(rig);
    const { said, ended } = start(rig, ['status'], { columns: 60 });
    expect(await ended).toBe(0);
    expect(said()).toContain('\u001b[32m▶\u001b[39m 照片扫描 (scan)');
    const lines = stripVTControlCharacters(said()).split('\r\n');
    expect(lines[0]).toBe('3 jobs: 1 running, 1 paused · 1 needs you');
    expect(lines).toContainEqual(expect.stringMatching(/^‖ mirror +paused +\d+s +– +–$/));
  });

  test('it has no colours where they are not wanted', async (context) => {
    const rig = createRig(context);
    twoJobs(rig);
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      const { said, ended } = start(rig, ['status'], { env });
      expect(await ended).toBe(0);
      expect(said()).toContain('▶ 照片扫描 (scan)');
      expect(said()).not.toContain('\u001b');
    }
  });

  test('--watch fills the screen, looks again on r, and gives all back on q', async (context) => {
    const rig = createRig(context);
    twoJobs(rig);
    const watching = start(rig, ['status', '--watch', '600']);
    await waitFor('the first look', () => watching.said().includes('looked at'));
    expect(watching.said()).toContain('\u001b[?1049h\u001b[?25l');
    rig.write('mirror.json', RUNNING);
    watching.type('r');
    await waitFor('the second look', () => watching.said().includes('2 running'));
    watching.type('q');
    expect(await watching.ended).toBe(0);
    expect(watching.said()).toContain('\u001b[?25h\u001b[?1049l');
    await rig.noProcessIsLeft();
  });

  test('--watch gives the terminal back on SIGTERM, with its probes ended', async (context) => {
    const rig = createRig(context);
    twoJobs(rig);
    rig.writeJobs([longJob(rig, 'hangs', { commands: { start: ['true'], status: HANGS } })]);
    const watching = start(rig, ['status', '--watch']);
    await waitFor('a probe that is out', () => watching.said().includes('waiting for 1 of 1 probes: hangs'));
    process.kill(watching.pid(), 'SIGTERM');
    expect(await watching.ended).toBe(143);
    expect(watching.said()).toContain('\u001b[?25h\u001b[?1049l');
    await rig.noProcessIsLeft();
  });

  test('probes that are slow are named, and the line is erased', async (context) => {
    const rig = createRig(context);
    rig.writeJobs([
      longJob(rig, 'slow', { commands: { start: ['true'], status: ['sh', '-c', 'sleep 2; cat slow.json'] } }),
    ]);
    rig.write('slow.json', RUNNING);
    const { said, ended } = start(rig, ['status', '--plain']);
    expect(await ended).toBe(0);
    expect(said()).toBe('\r\u001b[Kwaiting for 1 of 1 probes: slow\r\u001b[K- slow: running\r\n');
  });
}
