/** What is not as it should be in the place of a file that the program reads. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { longJob, PAUSED } from '../support/e2e-jobs.ts';
import { createRig, OWNER, type Rig } from '../support/e2e-rig.ts';

const FIFTY_MB = 50 * 1024 * 1024;
const garbage = Buffer.alloc(FIFTY_MB, 'garbage\n');
/** Valid for each of the three: none of them minds a key that it does not know, or asks for another. */
const large = `{"version": 1, "ballast": "${'x'.repeat(FIFTY_MB)}"}`;
const binary = Buffer.from(Array.from({ length: 1000 }, (_, i) => (i * 37 + 128) % 256));

interface Wrong {
  readonly what: string;
  /** Undefined: a folder. */
  readonly content: Buffer | string | undefined;
}

const EMPTY: Wrong = { what: 'empty', content: '' };
const BINARY: Wrong = { what: 'binary', content: binary };
const GARBAGE: Wrong = { what: '50 MB of garbage', content: garbage };
const LARGE: Wrong = { what: '50 MB and valid', content: large };
const FOLDER: Wrong = { what: 'a folder', content: undefined };

function put(rig: Rig, path: string, { content }: Wrong): void {
  if (content === undefined) mkdirSync(path, { recursive: true });
  else rig.write(path, content);
}

function expectUntouched(path: string, { content }: Wrong): void {
  if (content === undefined) expect(statSync(path).isDirectory()).toBe(true);
  else expect(readFileSync(path).equals(Buffer.from(content))).toBe(true);
}

const JOB_FILES: readonly (Wrong & { readonly says: string })[] = [
  { ...EMPTY, says: 'the job file is empty (ops-monitor init writes one' },
  { ...BINARY, says: 'is not text in UTF-8 (a binary file' },
  { ...GARBAGE, says: 'is too large: 50 MiB (at most 16 MiB)' },
  { ...LARGE, says: 'is too large: 51 MiB (at most 16 MiB)' },
  { ...FOLDER, says: 'is a folder, not a file' },
];

describe.concurrent('a job file that is', () => {
  test.for(JOB_FILES)('$what: tick tells it, all refuse it with 2', async (wrong, context) => {
    const rig = createRig(context);
    put(rig, rig.configFile, wrong);
    const error = `ERROR: ${rig.configFile}: ${wrong.says}`;

    const tick = await rig.run(['tick', '--print-only']);
    expect(tick.stdout).toContain(
      `• ALERT: ops-jobs config invalid\n- path: ${rig.configFile}\n- error: ${wrong.says}`,
    );
    for (const argv of [['status'], ['validate-config'], ['start', 'scan']]) {
      const { exitCode, stdout, stderr } = await rig.run(argv);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr.startsWith(error), stderr).toBe(true);
    }
    expect(tick.exitCode).toBe(2);
    expect(tick.stderr.startsWith(error), tick.stderr).toBe(true);
    expectUntouched(rig.configFile, wrong);
  });
});

function writePausedJob(rig: Rig): void {
  rig.writeJobs([longJob(rig, 'scan')]);
  rig.write('scan.json', PAUSED);
}

describe.concurrent('a state file that is', () => {
  test.for([EMPTY, BINARY, GARBAGE])('$what: is kept aside and told once', async (wrong, context) => {
    const rig = createRig(context);
    const telegram = await rig.startTelegram();
    writePausedJob(rig);
    put(rig, rig.stateFile, wrong);

    const status = await rig.run(['status']);
    const tick = await rig.run(['tick']);
    const next = await rig.run(['tick']);

    expect(status).toMatchObject({ exitCode: 0, stdout: '- scan: paused\n' });
    expect([tick, next]).toMatchObject([
      { exitCode: 0, stderr: '' },
      { exitCode: 0, stderr: '' },
    ]);
    const aside = readdirSync(dirname(rig.stateFile)).filter((name) => name.includes('.corrupt-'));
    expect(aside).toHaveLength(1);
    const kept = `${rig.stateFile}${aside[0]?.slice('ops-monitor.json'.length)}`;
    expectUntouched(kept, wrong);
    expect(telegram.accepted.map(({ text }) => text)).toEqual([
      expect.stringContaining(`• ALERT: state file unreadable\n- kept as: ${kept}\n\n• scan (scan,`),
    ]);
    expect(rig.state()).toMatchObject({ outbox: [], jobs: { scan: { lastSeen: { running: false } } } });
  });

  test('50 MB and valid: nothing of it is lost', async (context) => {
    const rig = createRig(context);
    writePausedJob(rig);
    put(rig, rig.stateFile, LARGE);
    const tick = await rig.run(['tick', '--print-only']);
    expect(tick).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.state().ballast).toHaveLength(FIFTY_MB);
    expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
  });

  test('a folder: says so with 1, and starts nothing', async (context) => {
    const rig = createRig(context);
    rig.writeJobs([longJob(rig, 'scan', {}, { autoResume: true })]);
    rig.write('scan.json', PAUSED);
    put(rig, rig.stateFile, FOLDER);
    const what = `the state cannot be read: ${rig.stateFile}: a folder, not a file`;
    const mend = 'move it away, or name another with --state-file';
    const refusal = { exitCode: 1, stderr: `ERROR: ${what}; ${mend}\n` };

    expect(await rig.run(['tick', '--print-only'])).toMatchObject(refusal);
    expect(await rig.run(['start', 'scan'])).toMatchObject({ ...refusal, stdout: '' });
    expect(await rig.run(['status'])).toMatchObject({ ...refusal, stdout: '- scan: paused\n' });
    expect(rig.lines('starts.log')).toEqual([]);
    expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
    expectUntouched(rig.stateFile, FOLDER);
  });
});

const OPENCLAW_FILES: readonly (Wrong & { readonly says: string })[] = [
  { ...EMPTY, says: ':1:1: the file ends too early' },
  { ...BINARY, says: ':1:1: unexpected' },
  { ...GARBAGE, says: ': is too large: 50 MiB (at most 16 MiB)' },
  { ...LARGE, says: ': is too large: 51 MiB (at most 16 MiB)' },
  { ...FOLDER, says: ': is not a regular file' },
];

describe.concurrent('an openclaw.json that is', () => {
  test.for(OPENCLAW_FILES)('$what: the report waits until it is mended', async (wrong, context) => {
    const rig = createRig(context);
    writePausedJob(rig);
    const openclawFile = rig.at('user', '.openclaw', 'openclaw.json');
    put(rig, openclawFile, wrong);

    const tick = await rig.run(['tick']);
    expect(tick).toMatchObject({ exitCode: 3, stdout: '' });
    // The cause first, on a line of its own.
    const [cause, missing] = tick.stderr.split('\n');
    expect(cause?.startsWith(`ERROR: ${openclawFile}${wrong.says}`), cause).toBe(true);
    expect(missing).toBe('ERROR: missing Telegram target. Pass --target <chat_id>.');
    expect(tick.stderr).toMatch(/\n1 report waits in the outbox\n$/);
    expectUntouched(openclawFile, wrong);

    rmSync(openclawFile, { recursive: true });
    const telegram = await rig.startTelegram();
    expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(telegram.accepted.map(({ text }) => text)).toEqual([expect.stringContaining('• scan (scan,')]);
  });

  test.for(OPENCLAW_FILES)(
    '$what: named as the cause where only the target is known',
    async (wrong, context) => {
      const rig = createRig(context);
      writePausedJob(rig);
      const openclawFile = rig.at('user', '.openclaw', 'openclaw.json');
      put(rig, openclawFile, wrong);
      const tick = await rig.run(['tick', '--target', OWNER]);
      expect(tick).toMatchObject({ exitCode: 1, stdout: '' });
      const [cause = '', ...others] = tick.stderr.split('\n');
      expect(cause).toContain(`will be tried again: ${openclawFile}${wrong.says}`);
      expect(others.join('\n')).toContain('no bot token');
    },
  );
});
