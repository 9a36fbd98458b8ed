import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { createNewFiles } from '../../src/adapters/new-files.ts';
import { useTempFolders } from '../support/temp-folder.ts';

const newFolder = useTempFolders();

function createFiles() {
  const root = newFolder();
  const jobFile = join(root, 'net', 'config', 'ops-jobs.json');
  return {
    root,
    jobFile,
    files: createNewFiles({ jobFile, starterScript: join(root, 's'), pid: process.pid }),
  };
}

it('makes a file with the folders that it needs, for its user alone', () => {
  const { root, jobFile, files } = createFiles();
  expect(files.create(jobFile, 'text', 0o600)).toEqual({ kind: 'created' });
  expect(readFileSync(jobFile, 'utf8')).toBe('text');
  const modes = [jobFile, dirname(jobFile), join(root, 'net')].map((path) => statSync(path).mode & 0o777);
  expect(modes).toEqual([0o600, 0o700, 0o700]);
  expect(readdirSync(dirname(jobFile))).toEqual(['ops-jobs.json']);
});

it('replaces nothing, not even a link that leads nowhere', () => {
  const { jobFile, files } = createFiles();
  mkdirSync(dirname(jobFile), { recursive: true });
  writeFileSync(jobFile, 'mine');
  expect(files.isThere(jobFile)).toBe(true);
  expect(files.create(jobFile, 'text', 0o600)).toEqual({ kind: 'there' });
  expect(readFileSync(jobFile, 'utf8')).toBe('mine');
  const link = `${jobFile}.link`;
  symlinkSync('nowhere', link);
  expect(files.create(link, 'text', 0o600)).toEqual({ kind: 'there' });
  expect(readdirSync(dirname(jobFile)).sort()).toEqual(['ops-jobs.json', 'ops-jobs.json.link']);
});

it('says what is in the way', () => {
  const { root, jobFile, files } = createFiles();
  writeFileSync(join(root, 'net'), '');
  const made = files.create(jobFile, 'text', 0o600);
  expect(made).toMatchObject({ kind: 'failed', detail: expect.stringContaining(jobFile) });
  expect(files.isThere(jobFile)).toBe(false);
});

it('checks a text as the job file that it would be', async () => {
  const { jobFile, files } = createFiles();
  expect(await files.check('{ "version": 1, // so\n "jobs": [] }')).toMatchObject({
    path: jobFile,
    problems: [],
  });
  const wrong = await files.check('{ "version": 1,\n "jobs": [{}] }');
  expect(wrong.problems[0]).toMatchObject({ line: 2, path: 'jobs[0].id' });
});
