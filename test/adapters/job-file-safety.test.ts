/** Who may put programs into the job file (SPEC section 11). */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ME, SOMEBODY_ELSE, useJobFile, VALID } from '../support/job-file-on-disk.ts';

const file = useJobFile();

describe('a file that others may write to', () => {
  const everybody = () => `everybody may write to it, and it names programs to run: chmod o-w ${file.path}`;

  it('is refused, with the mend', async () => {
    file.write(VALID, 0o666);
    await file.expectUnusable(`${everybody()}; or pass --allow-insecure-config`);
    execFileSync('chmod', ['o-w', file.path]);
    expect(await file.load()).toMatchObject({ unusable: false, problems: [], warnings: [] });
  });

  it('is not even parsed: nothing in it may count, not whom to tell either', async () => {
    file.write('{"version": 1, "jobs": [], "notify": {"target": "666"}}', 0o646);
    await file.expectUnusable(`${everybody()}; or pass --allow-insecure-config`);
  });

  it('is a warning where only its text is looked at', async () => {
    file.write('{"version": 1, "jobs": [], "oops": 1}', 0o666);
    const { warnings, problems, unusable } = await file.load({ checkSafety: 'warn' });
    expect(warnings.map((warning) => warning.message)).toEqual([
      everybody(),
      expect.stringContaining('unknown key'),
    ]);
    expect([problems, unusable]).toEqual([[], false]);
  });

  it.each(['refuse', 'warn'] as const)('is taken with --allow-insecure-config (%s)', async (checkSafety) => {
    file.write(VALID, 0o666);
    const loaded = await file.load({ allowInsecure: true, checkSafety });
    expect(loaded).toMatchObject({ unusable: false, problems: [], warnings: [] });
  });

  it('is judged behind a symbolic link', async () => {
    const target = join(file.folder, 'target.json');
    writeFileSync(target, VALID);
    chmodSync(target, 0o666);
    symlinkSync(target, file.path);
    await file.expectUnusable(`${everybody()}; or pass --allow-insecure-config`);
    chmodSync(target, 0o664);
    expect((await file.load()).unusable).toBe(false);
  });

  it.each([0o600, 0o640, 0o664, 0o775, 0o444])('is not one of mode %o', async (mode) => {
    file.write(VALID, mode);
    expect((await file.load()).unusable).toBe(false);
  });

  it('has its path quoted in the mend, where a shell would cut it', async () => {
    file.path = join(file.folder, "it's mine.json");
    file.write(VALID, 0o666);
    const [problem] = (await file.load()).problems;
    const mend = /(chmod .*);/.exec(problem?.message ?? '')?.[1] ?? 'false';
    execFileSync('sh', ['-c', mend]);
    expect((await file.load()).unusable).toBe(false);
  });
});

describe('a file of somebody else', () => {
  it('is refused, with the mend', async () => {
    file.write(VALID);
    const { owner, userId } = strangers();
    await file.expectUnusable(
      `it belongs to user ${owner}, who is neither you (${userId}) nor root, and it names programs to run: ` +
        `sudo chown ${userId} ${file.path}; or pass --allow-insecure-config`,
      { userId },
    );
    expect((await file.load({ userId, allowInsecure: true })).unusable).toBe(false);
    expect((await file.load({ userId: owner })).unusable).toBe(false);
  });

  it('is taken where the system knows no users', async () => {
    file.write(VALID);
    strangers();
    expect((await file.load({ userId: undefined })).unusable).toBe(false);
  });
});

it('a file of root is trusted by everybody', async () => {
  const { unusable, problems } = await file.load({ path: '/etc/passwd', userId: SOMEBODY_ELSE });
  expect(unusable).toBe(true);
  expect(problems[0]?.message).toMatch(/^unexpected/);
});

/** The file belongs to one user and another reads it. Only root can give files away. */
function strangers(): { owner: number; userId: number } {
  if (ME !== 0) return { owner: ME, userId: SOMEBODY_ELSE };
  chownSync(file.path, SOMEBODY_ELSE, -1);
  return { owner: SOMEBODY_ELSE, userId: 0 };
}
