import { execFileSync } from 'node:child_process';
import { linkSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { inventoryJob, temporaryFolder, until } from './example-rig.ts';
import { growTree } from './folder-tree.ts';

/** 121 folders: with a pause after each, an inventory takes so long that none ends before it is caught at work. */
const DEPTH = 4;
const SLOW = { flags: ['--pace-ms', '100', '--checkpoint-every', '0.05'] };
const LESS_SLOW = { flags: ['--pace-ms', '30', '--checkpoint-every', '0.05'] };

/** The same inventory to its end, without a pause. */
async function finish(root: string, { stateDir }: { readonly stateDir: string }): Promise<void> {
  const rest = await inventoryJob(root, { stateDir });
  await rest.start();
  await rest.untilCompleted();
}

test('an inventory that is left alone counts every file once and follows no symlink', async () => {
  const root = join(await temporaryFolder(), 'tree');
  const expected = await growTree(root, DEPTH);
  const job = await inventoryJob(root);

  expect((await job.start()).exit).toBe(0);
  await job.untilCompleted();

  expect(await job.checkpoint()).toMatchObject({
    ...expected,
    foundDirs: expected.scannedDirs,
    vanishedDirs: 0,
  });
  expect((await job.status()).progress).toEqual({
    scannedDirs: expected.scannedDirs,
    pendingDirs: 0,
    files: expected.files,
    bytes: expected.bytes,
  });
  expect(await readdir(job.stateDir)).not.toContain('pending-folders.jsonl');
});

test('killed five times at moments nobody chose, it ends with the very same totals', async () => {
  const root = join(await temporaryFolder(), 'tree');
  const expected = await growTree(root, DEPTH);
  const job = await inventoryJob(root, LESS_SLOW);
  const seenScanned: number[] = [];

  for (let kills = 0; kills < 5; kills += 1) {
    expect((await job.start()).exit).toBe(0);
    await sleep(Math.random() * 600);
    if (!(await job.killNow())) break;
    const { completed, progress } = await job.status();
    // It was killed when all was counted: the next start would count anew.
    if (completed) break;
    seenScanned.push(progress.scannedDirs);
  }
  if (!(await job.status()).completed) await finish(root, job);

  expect(await job.checkpoint()).toMatchObject(expected);
  expect(seenScanned.length, 'it was killed while at work').toBeGreaterThan(0);
  expect(seenScanned, 'no kill takes back what was counted').toEqual([...seenScanned].sort((a, b) => a - b));
});

test('what was finished before a kill is not read again', async () => {
  const root = join(await temporaryFolder(), 'tree');
  const expected = await growTree(root, DEPTH);
  const job = await inventoryJob(root, SLOW);
  await job.start();
  await until(async () => (await job.status()).progress.scannedDirs >= 20);
  await job.killNow();

  // Were they read again, their files would be missing now, or the new one would be counted.
  const finished = await finishedFolders(job.stateDir, (await job.checkpoint()).queue.readAt);
  for (const folder of finished) await replaceFiles(join(root, folder));
  await finish(root, job);

  expect(finished.length).toBeGreaterThanOrEqual(20);
  expect(await job.checkpoint()).toMatchObject(expected);
});

test('folders it found and did not read yet may vanish before it goes on', async () => {
  const root = join(await temporaryFolder(), 'tree');
  await growTree(root, DEPTH);
  const job = await inventoryJob(root, SLOW);
  await job.start();
  await until(async () => (await job.status()).progress.scannedDirs >= 1);
  await job.stop();
  const { foundDirs, scannedDirs, files } = await job.checkpoint();
  for (const name of await readdir(root)) await rm(join(root, name), { recursive: true });
  await finish(root, job);

  expect(await job.checkpoint()).toMatchObject({
    vanishedDirs: foundDirs - scannedDirs,
    unreadableDirs: 0,
    files,
  });
});

test('a stop keeps all that was counted, and the next start goes on from there', async () => {
  const root = join(await temporaryFolder(), 'tree');
  const expected = await growTree(root, DEPTH);
  // No checkpoint in between: what is kept was kept by the stop itself.
  const job = await inventoryJob(root, { flags: ['--pace-ms', '25', '--checkpoint-every', '1000'] });
  await job.start();
  await sleep(700);
  const stopped = await job.stop();
  const { scannedDirs } = await job.checkpoint();
  const resumed = await job.start();
  await job.untilCompleted();

  expect(stopped).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^stopped pid=\d+\n$/) });
  expect(scannedDirs).toBeGreaterThan(0);
  expect(resumed.stdout).toMatch(new RegExp(`^started pid=\\d+, going on after ${scannedDirs} folders\n$`));
  expect(await job.checkpoint()).toMatchObject(expected);
});

test('a stop in the middle of a folder takes nothing of it, and the next start counts it whole', async () => {
  const root = await temporaryFolder();
  // So many that none but a stop ends it early, on a busy machine too.
  writeFileSync(join(root, '0.txt'), 'x');
  for (let index = 1; index < 60_000; index += 1) linkSync(join(root, '0.txt'), join(root, `${index}.txt`));
  const job = await inventoryJob(root);
  await job.start();
  await job.stop();
  const stopped = await job.status();
  await job.start();
  await job.untilCompleted();

  expect(stopped).toMatchObject({
    stopReason: 'stopped',
    progress: { scannedDirs: 0, pendingDirs: 1, files: 0 },
  });
  expect(await job.checkpoint()).toMatchObject({ scannedDirs: 1, files: 60_000, bytes: 60_000 });
});

test('its own state folder is no part of the inventory', async () => {
  const root = await temporaryFolder();
  await writeFile(join(root, 'one.txt'), 'x');
  const job = await inventoryJob(root, { stateDir: join(root, 'state') });
  await job.start();
  await job.untilCompleted();

  expect(await job.checkpoint()).toMatchObject({ scannedDirs: 1, files: 1, bytes: 1 });
});

test('a folder that cannot be read is counted and passed over', async () => {
  const root = join(await temporaryFolder(), 'tree');
  const expected = await growTree(root, 2);
  digTooDeep(root);
  const job = await inventoryJob(root);
  await job.start();
  await job.untilCompleted();

  expect(await job.checkpoint()).toMatchObject({
    files: expected.files,
    bytes: expected.bytes,
    unreadableDirs: 1,
    vanishedDirs: 0,
  });
  expect((await job.status()).message).toContain('1 folders could not be read');
});

/**
 * Folders in folders until no system call takes the path of the last one any more (4096 bytes on Linux, 1024 on macOS):
 * the one reason for an unreadable folder that holds for root too.
 */
function digTooDeep(root: string): void {
  const dig = `for (let i = 0; i < 30; i += 1) { fs.mkdirSync('x'.repeat(200)); process.chdir('x'.repeat(200)); }`;
  execFileSync(process.execPath, ['-e', dig], { cwd: root });
  // Node's own rm asks for the whole path as well, and fails.
  onTestFinished(() => void execFileSync('rm', ['-rf', root]));
}

/** The queue file holds all folders in the order in which they are read; the first `readAt` bytes of it are done. */
async function finishedFolders(stateDir: string, readAt: number): Promise<string[]> {
  const queue = await readFile(join(stateDir, 'pending-folders.jsonl'));
  const lines = queue.subarray(0, readAt).toString('latin1').trim().split('\n');
  return lines.map((line) => Buffer.from(JSON.parse(line), 'latin1').toString('utf8'));
}

async function replaceFiles(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isFile()) await rm(join(folder, entry.name));
  }
  await writeFile(join(folder, 'new.txt'), 'was not there when this folder was read');
}
