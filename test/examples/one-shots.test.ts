import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runExample, temporaryFolder } from './example-rig.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

test.each([
  { limit: '0', says: /^ACTION REQUIRED: \S+ is \d+\.\d % full \(limit 0 %\), \d+\.\d GB left\n$/ },
  { limit: '100', says: /^OK: \S+ is \d+\.\d % full \(limit 100 %\), \d+\.\d GB left\n$/ },
])('free-space with a limit of $limit % says what it found and ends well', async ({ limit, says }) => {
  const path = await temporaryFolder();
  await writeFile(join(path, 'something'), 'so that no file system is quite empty');

  expect(await runExample('free-space.mjs', ['--path', path, '--limit-percent', limit])).toEqual({
    exit: 0,
    stdout: expect.stringMatching(says),
    stderr: '',
  });
});

test.each([
  { args: ['--path', '/no/such/folder'], says: '/no/such/folder' },
  { args: ['--limit-percent', '101'], says: '--limit-percent must be a number from 0 to 100' },
  { args: ['--limit-percent', ''], says: '--limit-percent must be a number from 0 to 100' },
  { args: ['--limit', '5'], says: "Unknown option '--limit'" },
])('free-space $args cannot check and says why', async ({ args, says }) => {
  expect(await runExample('free-space.mjs', args)).toEqual({
    exit: 1,
    stdout: '',
    stderr: expect.stringContaining(says),
  });
});

/** One of everything that might be taken for an old log. */
async function logFolder(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'folder.log'));
  await mkdir(join(folder, 'below'));
  const old = ['old.log', 'older.log', 'old.txt', 'old.log.keep', 'below/old.log', 'folder.log/old.log'];
  for (const name of [...old, 'fresh.log']) await writeFile(join(folder, name), '');
  await symlink(join(folder, 'old.txt'), join(folder, 'link.log'));
  await setAge(folder, 'older.log', 400);
  for (const name of old.filter((each) => each !== 'older.log')) await setAge(folder, name, 31);
  await setAge(folder, 'fresh.log', 29);
  return folder;
}

async function setAge(folder: string, name: string, days: number): Promise<void> {
  const at = new Date(Date.now() - days * DAY_MS);
  await utimes(join(folder, name), at, at);
}

const ALL = [
  'below',
  'below/old.log',
  'folder.log',
  'folder.log/old.log',
  'fresh.log',
  'link.log',
  'old.log',
  'old.log.keep',
  'old.txt',
  'older.log',
];

async function everythingIn(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

test.each([
  { args: ['--delete'], gone: ['old.log', 'older.log'], says: '2 logs older than 30 days' },
  { args: ['--delete', '--older-than-days', '60'], gone: ['older.log'], says: '1 logs older than 60 days' },
  { args: ['--delete', '--older-than-days', '1000'], gone: [], says: '0 logs older than 1000 days' },
  { args: [], gone: [], says: '2 logs older than 30 days' },
])('prune-old-logs $args deletes $gone and nothing else', async ({ args, gone, says }) => {
  const folder = await logFolder();
  const ended = await runExample('prune-old-logs.mjs', ['--folder', folder, ...args]);

  expect(ended).toMatchObject({ exit: 0, stdout: expect.stringContaining(says), stderr: '' });
  expect(await everythingIn(folder)).toEqual(ALL.filter((name) => !gone.includes(name)));
});

test('prune-old-logs without --delete names what it would delete', async () => {
  const folder = await logFolder();
  const { stdout } = await runExample('prune-old-logs.mjs', ['--folder', folder]);

  expect(stdout.split('\n').slice(0, 2)).toEqual([
    `would delete ${join(folder, 'old.log')}`,
    `would delete ${join(folder, 'older.log')}`,
  ]);
  expect(stdout).toContain('nothing deleted without --delete');
});

test.each([
  { args: ['--delete'], says: '--folder DIR is missing' },
  { args: ['--delete', '--folder', ''], says: '--folder DIR is missing' },
  { args: ['--delete', '--folder', ' '], says: '--folder DIR is missing' },
  {
    args: ['--delete', '--folder', 'HERE', '--older-than-days', ''],
    says: '--older-than-days must be a number',
  },
  {
    args: ['--delete', '--folder', 'HERE', '--older-than-days', '0'],
    says: '--older-than-days must be a number',
  },
  { args: ['--delete', '--folder', 'HERE', '--older-than-days', '-5'], says: '--older-than-days' },
  { args: ['--delete', '--folder', 'HERE/old.txt'], says: 'not a directory' },
])('prune-old-logs $args deletes nothing and says why', async ({ args, says }) => {
  const folder = await logFolder();
  const ended = await runExample(
    'prune-old-logs.mjs',
    args.map((each) => each.replace('HERE', folder)),
  );

  expect(ended).toMatchObject({ exit: 1, stdout: '', stderr: expect.stringContaining(says) });
  expect(await everythingIn(folder)).toEqual(ALL);
});
