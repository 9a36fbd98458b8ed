import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJobFile } from '../../src/adapters/job-file.ts';
import { formatProblem } from '../../src/core/config-problem.ts';
import { HOW_TO_BEGIN, ME, NOTHING, SOMEBODY_ELSE, useJobFile, VALID } from '../support/job-file-on-disk.ts';

const file = useJobFile();

describe('the fixtures', () => {
  const FIXTURES = join(import.meta.dirname, '../fixtures/config');
  const names = readdirSync(FIXTURES).filter((name) => !name.endsWith('.txt'));

  it.each(names)('%s', async (name) => {
    const loaded = await file.load({ path: join(FIXTURES, name), allowInsecure: true });
    const lines = [
      ...loaded.problems.map((problem) => `error ${formatProblem(name, problem)}`),
      ...loaded.warnings.map((warning) => `warning ${formatProblem(name, warning)}`),
      `${loaded.unusable ? 'unusable' : 'jobs'}: ${loaded.config.jobs.map((job) => job.id).join(' ')}`.trim(),
    ];
    const expected = readFileSync(join(FIXTURES, `${name}.expected.txt`), 'utf8');
    expect(lines).toEqual(expected.trimEnd().split('\n'));
  });

  it('are there', () => {
    expect(names.length).toBeGreaterThan(5);
  });
});

describe('a file that says what to watch', () => {
  it('comes with its path, its jobs and what is wrong, each at its place', async () => {
    file.write('{\n  // JSON5\n  version: 1,\n  jobs: [\n    5,\n  ],\n  oops: 1,\n}');
    expect(await file.load()).toMatchObject({
      path: file.path,
      unusable: false,
      problems: [{ path: 'jobs[0]', line: 5, column: 5 }],
      warnings: [{ path: 'oops', line: 7, column: 3 }],
    });
  });

  it('has its warnings without their places where nobody asks for these', async () => {
    file.write('{"version": 1, "jobs": [5], "oops": 1}');
    const { problems, warnings } = await file.load({ placeWarnings: false });
    expect(problems).toMatchObject([{ path: 'jobs[0]', line: 1, column: 25 }]);
    expect(warnings).toEqual([{ path: 'oops', message: expect.stringContaining('unknown key') }]);
  });

  it('is read anew each time', async () => {
    const source = createJobFile({
      path: file.path,
      allowInsecure: false,
      userId: ME,
      checkSafety: 'refuse',
    });
    file.write('');
    expect((await source.load()).unusable).toBe(true);
    file.write(VALID);
    expect((await source.load()).unusable).toBe(false);
  });

  it('may have a byte order mark', async () => {
    file.write(`\uFEFF${VALID}`);
    expect(await file.load()).toMatchObject({ unusable: false, problems: [] });
  });

  it('tells of its broken jobs without their places where it is longer than 1 MiB', async () => {
    file.write(`{"version": 1, "_": "${'x'.repeat(1024 * 1024)}", "jobs": [5]}`);
    const { problems, unusable } = await file.load();
    expect(problems).toEqual([{ path: 'jobs[0]', message: expect.stringContaining('got 5') }]);
    expect(unusable).toBe(false);
  });
});

describe('a file that cannot be read', () => {
  it('is not there', async () => {
    await file.expectUnusable(`not found (${HOW_TO_BEGIN})`);
  });

  it('is in a folder that is a file', async () => {
    file.write(VALID);
    expect((await file.load({ path: join(file.path, 'jobs.json') })).problems[0]?.message).toMatch(
      /^not found/,
    );
  });

  it('is a symbolic link to nothing', async () => {
    symlinkSync('nothing', file.path);
    await file.expectUnusable(`not found (${HOW_TO_BEGIN})`);
  });

  it('is a symbolic link to itself', async () => {
    symlinkSync(file.path, file.path);
    await file.expectUnusable('cannot be read: its symbolic links go in a circle');
  });

  it('is a folder', async () => {
    mkdirSync(file.path);
    await file.expectUnusable('is a folder, not a file (name the job file in it)');
  });

  it('is a named pipe that nobody writes to', async () => {
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', file.path]);
    await file.expectUnusable('is not a regular file');
  });

  it('has a name that no file can have', async () => {
    const { problems, unusable } = await file.load({ path: `${file.path}\0` });
    expect([problems.length, unusable]).toEqual([1, true]);
    expect(problems[0]?.message).toMatch(/^cannot be read: /);
  });

  it('is not for this user to read', async () => {
    file.write(VALID, 0o000);
    await withoutPrivileges(() =>
      file.expectUnusable(
        `cannot be read: permission denied (chmod u+r ${file.path}, or run this as its owner)`,
      ),
    );
  });

  it.each([
    ['', `the job file is empty (${HOW_TO_BEGIN})`],
    [' \n\t\n', `the job file is empty (${HOW_TO_BEGIN})`],
    ['\uFEFF', `the job file is empty (${HOW_TO_BEGIN})`],
    [
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]),
      'is not text in UTF-8 (a binary file, or another encoding: save it as UTF-8)',
    ],
    [
      Buffer.from(VALID, 'utf16le'),
      'is not text in UTF-8 (a binary file, or another encoding: save it as UTF-8)',
    ],
    [
      Buffer.from([0x22, 0xe9, 0x22]),
      'is not text in UTF-8 (a binary file, or another encoding: save it as UTF-8)',
    ],
    [' '.repeat(16 * 1024 * 1024 + 1), 'is too large: 17 MiB (at most 16 MiB)'],
    ['null', 'must be an object with version and jobs (got null)'],
  ])('holds %.8j', async (content, message) => {
    file.write(content);
    await file.expectUnusable(message);
  });

  it('may be as large as 16 MiB', async () => {
    file.write(VALID + ' '.repeat(16 * 1024 * 1024 - VALID.length));
    expect(await file.load()).toMatchObject({ unusable: false, problems: [] });
  });

  it('is no JSON', async () => {
    file.write('{\n  "version": 1,\n  "jobs": [,]\n}\n');
    const message = 'unexpected "," (neither JSON nor JSON5 allows it here)';
    await file.expectUnusable(message);
    expect((await file.load()).problems).toEqual([{ path: '', message, line: 3, column: 12 }]);
  });

  it.each(['['.repeat(100_000), '['.repeat(100_000) + ']'.repeat(100_000), '{"a":'.repeat(100_000)])(
    'is nested without end: %.5s…',
    async (content) => {
      file.write(content);
      expect(await file.load()).toMatchObject({
        unusable: true,
        config: NOTHING,
        problems: [{ path: '', line: 1 }],
      });
    },
  );
});

/** root may read everything, so for a while we are somebody else. */
async function withoutPrivileges(work: () => Promise<void>): Promise<void> {
  if (ME === 0) process.seteuid?.(SOMEBODY_ELSE);
  try {
    await work();
  } finally {
    if (ME === 0) process.seteuid?.(0);
  }
}
