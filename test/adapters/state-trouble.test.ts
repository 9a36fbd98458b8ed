import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockTrouble, stateTrouble, throughLink } from '../../src/adapters/state-trouble.ts';
import { StateFailure } from '../../src/app/ports.ts';
import { useTempFolders } from '../support/temp-folder.ts';

const newFolder = useTempFolders();
const refused = (code: string) => Object.assign(new Error('why'), { code });
const said = ({ message, mend }: StateFailure) => `${message}; ${mend}`;

describe('what the system refuses is told with its mend', () => {
  it.each([
    [
      'unwritable',
      'EACCES',
      '/s: EACCES; give this user write access to it, or name another with --state-file',
    ],
    ['unreadable', 'EACCES', '/s: EACCES; let this user read it, or name another with --state-file'],
    ['unwritable', 'EROFS', '/s: EROFS; make it writable again, or name another place with --state-file'],
    ['unwritable', 'ENOSPC', '/s: ENOSPC; make room there, or name another with --state-file'],
    ['unreadable', 'EISDIR', '/s: a folder, not a file; move it away, or name another with --state-file'],
    ['unwritable', 'EIO', '/s: EIO; undefined'],
  ] as const)('%s, %s', (kind, code, text) => {
    expect(said(stateTrouble(kind, '/s', refused(code)))).toBe(text);
  });
});

describe('a lock that cannot be made', () => {
  it.each(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'])('by %s: its folder is to be mended', (code) => {
    const { kind, message } = lockTrouble('/state/s.json.lock', refused(code));
    expect([kind, message.split(':')[0]]).toEqual(['unwritable', '/state']);
  });

  it('by something in its place: that', () => {
    expect(said(lockTrouble('/state/s.json.lock', new Error('in the way of a lock, not a folder')))).toMatch(
      /^\/state\/s\.json\.lock: in the way of a lock, not a folder; move it away/,
    );
  });
});

describe('what fails behind a link', () => {
  const failure = new StateFailure('unwritable', '/disk: EACCES', 'open it');

  it('is told with the link', () => {
    const file = join(newFolder(), 'state.json');
    writeFileSync(file, '');
    expect(throughLink(failure, '/link', file)).toMatchObject({
      kind: 'unwritable',
      message: `/disk: EACCES (/link is a symbolic link: ${file})`,
      mend: 'open it',
    });
  });

  it('is told to be nowhere where nothing is there', () => {
    expect(throughLink(failure, '/link', '/proc/nowhere/s.json')).toMatchObject({
      message: '/disk: EACCES (/link is a symbolic link to nowhere: /proc/nowhere/s.json)',
      mend: 'make or mount the folder of /proc/nowhere/s.json, or remove the link',
    });
  });
});
