import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inspectFile } from '../../src/adapters/file-access.ts';
import { useTempFolders } from '../support/temp-folder.ts';

const newFolder = useTempFolders();
const me = process.getuid?.();

it.each([
  [0o600, 0o755, false, false],
  [0o640, 0o755, true, false],
  [0o604, 0o755, true, false],
  [0o622, 0o755, false, true],
  [0o666, 0o700, false, false],
  [0o666, 0o711, true, true],
])(
  'a file %o in a folder %o: others may read it: %s, write it: %s',
  async (mode, folderMode, canRead, canWrite) => {
    const folder = newFolder();
    const path = join(folder, 'file');
    writeFileSync(path, '');
    chmodSync(path, mode);
    chmodSync(folder, folderMode);
    expect(await inspectFile(path, 'state', me)).toEqual({
      path,
      role: 'state',
      access: { owner: me, user: me, canWrite: true, othersCanRead: canRead, othersCanWrite: canWrite },
    });
  },
);

it('a file that is not there, or whose folder is a file', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'file'), '');
  for (const path of [join(folder, 'none'), join(folder, 'file', 'x')]) {
    expect(await inspectFile(path, 'job file', me)).toEqual({ path, role: 'job file', access: undefined });
  }
});

it('the folder of the state, and while there is none the nearest above it', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'net'));
  const path = join(folder, 'net', 'state', 'ops-monitor.json');
  expect(await inspectFile(path, 'state folder', me)).toMatchObject({ path: join(folder, 'net') });
  expect(existsSync(join(folder, 'net', 'state'))).toBe(false);
  mkdirSync(join(folder, 'net', 'state'));
  expect(await inspectFile(path, 'state folder', me)).toMatchObject({
    path: join(folder, 'net', 'state'),
    access: { canWrite: true },
  });
});

// Root may write there all the same.
it('a folder that cannot be written to', async () => {
  const folder = newFolder();
  const path = join(folder, 'state.json');
  chmodSync(folder, 0o500);
  const { access } = await inspectFile(path, 'state folder', me);
  expect(access?.canWrite).toBe(me === 0);
  chmodSync(folder, 0o700);
});
