import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseStatus } from '../../src/schema/status.ts';
import { inventoryJob, livingWorkers, type Status, temporaryFolder, until } from './example-rig.ts';
import { growTree } from './folder-tree.ts';

/** Longer than any test: it is stopped or killed before its end. */
const ENDLESS = { flags: ['--pace-ms', '600000', '--checkpoint-every', '0'] };
const NOTHING = { scannedDirs: 0, pendingDirs: 0, files: 0, bytes: 0 };

async function smallTree(): Promise<string> {
  const root = join(await temporaryFolder(), 'tree');
  await growTree(root, 1);
  return root;
}

/** What ops-monitor makes of it: every key must have survived, none may be of a wrong type. */
function asMonitorSees(status: Status): unknown {
  return parseStatus(JSON.stringify(status));
}

test('before the first start the status is that of a paused job, and makes no folder', async () => {
  const job = await inventoryJob(await smallTree());
  const status = await job.status();

  expect(status).toMatchObject({
    running: false,
    completed: false,
    stopReason: 'not started yet',
    progress: NOTHING,
  });
  expect(asMonitorSees(status)).toEqual({ kind: 'reported', status });
  await expect(readdir(job.stateDir)).rejects.toThrow('ENOENT');
});

test('a status keeps the contract in every phase of a job', async () => {
  const job = await inventoryJob(await smallTree(), ENDLESS);
  await job.start();
  const running = await job.status();
  await job.killNow();
  const killed = await job.status();
  await job.start();
  await job.stop();
  const stopped = await job.status();
  const fast = await inventoryJob(await smallTree(), { stateDir: job.stateDir });
  await fast.start();
  await fast.untilCompleted();
  const completed = await fast.status();

  expect(running).toMatchObject({ running: true, completed: false, pid: expect.any(Number) });
  expect(running).not.toHaveProperty('stopReason');
  expect(killed).toMatchObject({ running: false, completed: false, stopReason: 'killed' });
  expect(stopped).toMatchObject({ running: false, completed: false, stopReason: 'stopped' });
  expect(completed).toMatchObject({ running: false, completed: true });
  for (const idle of [killed, stopped, completed]) expect(idle).not.toHaveProperty('pid');
  for (const status of [running, killed, stopped, completed]) {
    expect(asMonitorSees(status)).toEqual({ kind: 'reported', status });
  }
});

test('the progress key changes with each folder', async () => {
  const job = await inventoryJob(await smallTree(), {
    flags: ['--pace-ms', '5000', '--checkpoint-every', '0'],
  });
  await job.start();
  const first = await job.status();
  await until(async () => (await job.status()).progress.scannedDirs > first.progress.scannedDirs);

  expect((await job.status()).progressKey).not.toBe(first.progressKey);
});

test('a second start says that it runs, and starts nothing', async () => {
  const job = await inventoryJob(await smallTree(), ENDLESS);
  await job.start();
  const { pid } = await job.status();
  const second = await job.start();

  expect(second).toMatchObject({ exit: 0, stdout: `already running pid=${pid}\n` });
  expect((await job.status()).pid).toBe(pid);
});

test('of six starts at once one starts a worker, and all name the same', async () => {
  const job = await inventoryJob(await smallTree(), ENDLESS);
  const ended = await Promise.all(Array.from({ length: 6 }, () => job.start()));
  const { pid } = await job.status();

  expect(ended.map(({ exit }) => exit)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(ended.filter(({ stdout }) => stdout.startsWith(`started pid=${pid},`))).toHaveLength(1);
  expect(ended.filter(({ stdout }) => stdout === `already running pid=${pid}\n`)).toHaveLength(5);
  expect(await claims(job.stateDir)).toEqual(['worker-1.json']);
  // The losers may take a moment to end. None may have got as far as a complaint.
  await until(async () => (await livingWorkers(job.stateDir)).length === 1);
  expect(await readFile(join(job.stateDir, 'worker.log'), 'utf8')).toBe('');
});

test('of six starts at once after a kill one goes on', async () => {
  const job = await inventoryJob(await smallTree(), ENDLESS);
  await job.start();
  await job.killNow();
  const ended = await Promise.all(Array.from({ length: 6 }, () => job.start()));

  expect(ended.filter(({ stdout }) => stdout.startsWith('started'))).toHaveLength(1);
  expect(ended.filter(({ stdout }) => stdout.startsWith('already running'))).toHaveLength(5);
  expect(await claims(job.stateDir)).toEqual(['worker-2.json']);
  // The losers may take a moment to end. None may have got as far as a complaint.
  await until(async () => (await livingWorkers(job.stateDir)).length === 1);
  expect(await readFile(join(job.stateDir, 'worker.log'), 'utf8')).toBe('');
});

test('a pid that belongs to another program now is not taken for the worker, and not stopped', async () => {
  const job = await inventoryJob(await smallTree(), ENDLESS);
  await job.start();
  await job.killNow();
  const bystander = spawn('/bin/sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => void bystander.kill('SIGKILL'));
  const claim = join(job.stateDir, 'worker-1.json');
  await writeFile(claim, (await readFile(claim, 'utf8')).replace(/\d+/, String(bystander.pid)));

  expect(await job.status()).toMatchObject({ running: false, completed: false, stopReason: 'killed' });
  expect(await job.stop()).toMatchObject({ exit: 0, stdout: 'not running\n' });
  expect(bystander.exitCode ?? bystander.signalCode, 'it is still alive').toBeNull();
  expect((await job.start()).stdout).toMatch(/^started/);
});

test('stop of a job that does not run says so', async () => {
  const job = await inventoryJob(await smallTree());

  expect(await job.stop()).toEqual({ exit: 0, stdout: 'not running\n', stderr: '' });
});

test('SIGTERM to the pid of the status, as ops-monitor sends it without a stop command, ends it as cleanly', async () => {
  const job = await inventoryJob(await smallTree(), ENDLESS);
  await job.start();
  process.kill((await job.status()).pid!, 'SIGTERM');
  await until(async () => !(await job.status()).running);

  expect(await job.status()).toMatchObject({ stopReason: 'stopped' });
});

test('a start after completion counts anew', async () => {
  const root = await smallTree();
  const job = await inventoryJob(root);
  await job.start();
  await job.untilCompleted();
  const before = await job.checkpoint();
  await writeFile(join(root, 'one-more.txt'), 'x');
  const again = await job.start();
  await until(async () => (await job.checkpoint()).files > before.files);

  expect(again.stdout).toContain(`counting ${root}`);
  await job.untilCompleted();
  expect(await job.checkpoint()).toMatchObject({ files: before.files + 1, bytes: before.bytes + 1 });
});

test('a start after completion that is killed at once is no completion', async () => {
  const job = await inventoryJob(await smallTree());
  await job.start();
  await job.untilCompleted();
  await writeFile(join(job.stateDir, 'worker-2.json'), JSON.stringify({ pid: 999_999_999, nonce: 'gone' }));

  expect(await job.status()).toMatchObject({ completed: false, stopReason: 'killed', progress: NOTHING });
  expect((await job.start()).stdout).toContain('counting ');
});

test('the unfinished inventory of another folder is dropped, and that is said', async () => {
  const [first, second] = [await smallTree(), await smallTree()];
  const job = await inventoryJob(first, ENDLESS);
  await job.start();
  await job.stop();
  const other = await inventoryJob(second, { stateDir: job.stateDir });

  expect((await other.start()).stdout).toContain(
    `counting ${second} (the unfinished one of ${first} is dropped)`,
  );
  await other.untilCompleted();
  expect((await other.status()).message).toContain(second);
});

test('what a worker could not go on for is in the status', async () => {
  const job = await inventoryJob(await smallTree(), ENDLESS);
  await job.start();
  await job.stop();
  await writeFile(join(job.stateDir, 'pending-folders.jsonl'), '');
  await job.start();
  await until(async () => !(await job.status()).running);

  // A clean stop is older news than the failure after it.
  expect(await job.status()).toMatchObject({
    stopReason: 'failed',
    message: expect.stringContaining('shorter than its checkpoint says'),
  });
});

test.each([
  {
    name: 'a damaged checkpoint',
    file: 'checkpoint.json',
    text: '{"version":',
    says: 'checkpoint.json is damaged',
  },
  { name: 'an empty checkpoint', file: 'checkpoint.json', text: '', says: 'checkpoint.json is damaged' },
  {
    name: 'a foreign checkpoint',
    file: 'checkpoint.json',
    text: '{"version":9}',
    says: 'of another version',
  },
])('$name is no reason to guess: status and start name it', async ({ file, text, says }) => {
  const job = await inventoryJob(await smallTree());
  await mkdir(job.stateDir);
  await writeFile(join(job.stateDir, file), text);

  for (const command of [job.start, job.rawStatus]) {
    expect(await command()).toMatchObject({ exit: 1, stdout: '', stderr: expect.stringContaining(says) });
  }
});

test.each([
  { flags: ['--root', '/no/such/folder'], says: 'ERROR: Cannot read the folder /no/such/folder (ENOENT)' },
  { flags: ['--pace-ms', 'slow'], says: 'ERROR: --pace-ms must be a number, 0 or more, not slow' },
  { flags: ['--checkpoint-every=-1'], says: 'ERROR: --checkpoint-every must be a number, 0 or more, not -1' },
  { flags: ['--rot', '/'], says: "ERROR: Unknown option '--rot'" },
])('start $flags is refused with a reason', async ({ flags, says }) => {
  const job = await inventoryJob(await smallTree(), { flags });
  const ended = await job.start();

  expect(ended).toMatchObject({ exit: 1, stdout: '', stderr: expect.stringContaining(says) });
  expect(ended.stderr).not.toContain('    at ');
});

async function claims(stateDir: string): Promise<string[]> {
  return (await readdir(stateDir)).filter((name) => name.startsWith('worker-') && name.endsWith('.json'));
}
