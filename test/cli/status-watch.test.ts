/** `status --watch` on a fake terminal and a fake clock, and what is said of slow probes. */
import { afterEach, describe, expect, it } from 'vitest';
import { COMPLETED, PAUSED, pending, RUNNING, type Stage, says, settled } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { createFakeTerminal } from '../support/fake-terminal.ts';
import { type ExitParts, NOON } from '../support/fakes.ts';
import { statusJob, statusStage } from '../support/status-stage.ts';
import { waitFor } from '../support/wait-for.ts';

const running: { press(keys: string): void }[] = [];

afterEach(async () => {
  for (const terminal of running.splice(0)) terminal.press('q');
  await settled();
});

async function watch(argv: string, stage: Stage, columns = 80) {
  const terminal = createFakeTerminal(columns);
  running.push(terminal);
  const ending = new AbortController();
  const ended = runMain(argv, stage, {
    openTerminals: async () => ({ stdout: terminal, stderr: terminal }),
    signal: ending.signal,
  });
  // What is loaded when it is asked for takes real time.
  await waitFor('the screen', () => terminal.isTaken);
  await settled();
  return { terminal, ended, ending, last: () => terminal.frames.at(-1) ?? '' };
}

const oneJob = (...scripts: [ExitParts, ...ExitParts[]]) => {
  const stage = statusStage([statusJob('scan')], { lastTickAt: NOON });
  stage.runner.script('scan-status', ...scripts);
  return stage;
};

async function later(stage: Stage, seconds: number) {
  stage.clock.advance(seconds);
  await settled();
}

describe('status --watch', () => {
  it('shows the table with the keys and the time of the look below it', async () => {
    const { last } = await watch('status --watch', oneJob(RUNNING));
    expect(last()).toContain('▶ scan');
    expect(last().split('\n').at(-1)).toBe('q quit · r look now · looked at 12:00:00, again after 5s');
  });

  it('looks again after its seconds, not before', async () => {
    const stage = oneJob(RUNNING, PAUSED, COMPLETED);
    const { last } = await watch('status --watch 60', stage);
    await later(stage, 59);
    expect(stage.runner.calls).toHaveLength(1);
    await later(stage, 1);
    expect(last()).toContain('‖ scan');
    await later(stage, 60);
    expect(last()).toContain('✓ scan');
  });

  it('looks at once on r, and prints nothing of its own on stdout', async () => {
    const stage = oneJob(RUNNING, PAUSED);
    const { terminal, last, ended } = await watch('status --watch', stage);
    terminal.press('r');
    await settled();
    expect(last()).toContain('‖ scan');
    terminal.press('q');
    expect(await ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(terminal.isTaken).toBe(false);
  });

  it.each(['q', '\u0003'])('ends on the key %j', async (key) => {
    const { terminal, ended } = await watch('status --watch', oneJob(RUNNING));
    terminal.press(key);
    expect((await ended).code).toBe(0);
    expect(terminal.isTaken).toBe(false);
  });

  it('gives the terminal back at once on a signal, and while probes are out', async () => {
    const stage = statusStage([statusJob('scan')]);
    stage.runner.script('scan-status', 'hang');
    const { terminal, ended, ending } = await watch('status --watch', stage);
    expect(terminal.isTaken).toBe(true);
    ending.abort('SIGTERM');
    expect(terminal.isTaken).toBe(false);
    expect((await ended).stdout).toBe('');
  });

  it('gives the terminal back where a look throws', async () => {
    const stage = oneJob(RUNNING);
    let loads = 0;
    const config = {
      load: async () => {
        loads += 1;
        if (loads > 2) throw new TypeError('broken');
        return stage.setting.loaded;
      },
    };
    const { terminal, ended } = await watch('status --watch', { ...stage, config });
    await later(stage, 5);
    expect(await ended).toMatchObject({ code: 70 });
    expect(terminal.isTaken).toBe(false);
  });

  it('never begins a round before the last one has ended', async () => {
    const slow = pending<ExitParts>();
    const stage = statusStage([statusJob('scan')], { lastTickAt: NOON });
    stage.runner.script('scan-status', () => slow.promise, RUNNING);
    const { terminal, last } = await watch('status --watch 1', stage);
    terminal.press('rrr');
    await later(stage, 30);
    expect(stage.runner.calls).toHaveLength(1);
    expect(last()).toContain('waiting for 1 of 1 probes: scan');
    slow.resolve(PAUSED);
    await settled();
    expect(last()).toContain('‖ scan');
    await later(stage, 1);
    expect(stage.runner.mostAtOnce).toBe(1);
    expect(last()).toContain('▶ scan');
  });

  it('draws anew at once when the terminal changes its size, and never more than it holds', async () => {
    const stage = statusStage();
    const { terminal, last } = await watch('status --watch', stage, 160);
    expect(last()).toContain('NEXT REPORT');
    terminal.resize(60, 12);
    expect(last()).not.toContain('REPORT');
    expect(last().split('\n')).toHaveLength(12);
    expect(last()).toMatch(/… \d+ more lines: the terminal is too low\n\nqueue .*\noutbox/);
    terminal.resize(60, 1);
    expect(last()).toMatch(/^q quit/);
    expect(stage.runner.calls).toHaveLength(6);
  });

  it('watches one job, and says so when that is gone from the job file', async () => {
    const stage = statusStage();
    const { last } = await watch('status mail --watch', stage);
    expect(last()).toContain('last progress');
    stage.setting.loaded = statusStage([statusJob('scan')]).setting.loaded;
    await later(stage, 5);
    expect(last()).toContain('ERROR: the job file has no valid job mail any more');
  });

  it('shows what is wrong with the job file above the table, and ends with 2', async () => {
    const stage = statusStage([statusJob('scan'), statusJob('bad', { risk: 'none' })]);
    const { terminal, last, ended } = await watch('status --watch', stage);
    expect(last()).toMatch(/^ERROR: .*jobs\[1\]\.risk/);
    terminal.press('q');
    expect((await ended).code).toBe(2);
  });

  it('ends as --exit-code says by the last look', async () => {
    const { terminal, ended } = await watch('status --watch --exit-code', oneJob(PAUSED));
    terminal.press('q');
    expect((await ended).code).toBe(1);
  });

  it.each([
    ['nobody looks', undefined, 'stdout is none'],
    ['it cannot be redrawn', createFakeTerminal(80, { canRedraw: false }), 'this one (TERM=dumb) is not'],
  ])('is refused where %s', async (_, stdout, why) => {
    const openTerminals = async () => ({ stdout, stderr: undefined });
    const ran = await runMain('status --watch', statusStage(), { openTerminals });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toBe(
      `ERROR: --watch needs a terminal that can be redrawn, and ${why}; call status without it, or with --json\n`,
    );
  });

  it.each(['0', '0.5', 'soon', '86401', '-1'])('refuses to look again after %s', async (seconds) => {
    const { code, stderr } = await runMain(`status --watch=${seconds}`, statusStage());
    expect(code).toBe(2);
    expect(stderr).toContain('It must be a number of seconds from 1 to 86400.');
  });

  it.each(['--json', '--plain'])('is refused with %s', async (flag) => {
    expect((await runMain(`status --watch ${flag}`, statusStage())).code).toBe(2);
  });
});

describe('slow probes', () => {
  const ERASE = '\r\u001b[K';

  async function slowStatus(argv: string, columns: number, isTerminal = true) {
    const scan = pending<ExitParts>();
    const mail = pending<ExitParts>();
    const stage = statusStage();
    stage.runner.script('scan-status', () => scan.promise);
    stage.runner.script('mail-status', () => mail.promise);
    const said: string[] = [];
    const stderr = { write: (text: string) => void said.push(text) };
    const terminal = isTerminal ? createFakeTerminal(columns) : undefined;
    const openTerminals = async () => ({ stdout: undefined, stderr: terminal });
    const ended = runMain(argv, stage, { openTerminals, stderr });
    await waitFor('the probes', () => stage.runner.calls.length === 6);
    await settled();
    return { stage, scan, mail, ended, said: () => said.join('') };
  }

  it('are named after a second, and the line is gone when they are in', async () => {
    const { stage, scan, mail, ended, said } = await slowStatus('status', 80);
    expect(said()).toBe('');
    await later(stage, 1);
    expect(said()).toBe(`${ERASE}waiting for 2 of 6 probes: scan, mail`);
    scan.resolve(RUNNING);
    await settled();
    expect(said()).toBe(
      `${ERASE}waiting for 2 of 6 probes: scan, mail${ERASE}waiting for 1 of 6 probes: mail`,
    );
    mail.resolve(RUNNING);
    expect((await ended).stdout).toContain('- mail: running\n');
    expect(said().endsWith(ERASE)).toBe(true);
  });

  it('leave a narrow terminal its last column', async () => {
    const { stage, scan, mail, ended, said } = await slowStatus('status --json', 30);
    await later(stage, 1);
    expect(said()).toBe(`${ERASE}waiting for 2 of 6 probes: s…`);
    scan.resolve(says({ running: true, completed: false }));
    mail.resolve(RUNNING);
    await ended;
  });

  it('are not spoken of where they answer in time, or nobody looks', async () => {
    const quick = await slowStatus('status', 80);
    quick.scan.resolve(RUNNING);
    quick.mail.resolve(RUNNING);
    await quick.ended;
    expect(quick.said()).toBe('');
    const piped = await slowStatus('status', 80, false);
    await later(piped.stage, 10);
    piped.scan.resolve(RUNNING);
    piped.mail.resolve(RUNNING);
    await piped.ended;
    expect(piped.said()).toBe('');
  });
});
