/** On a stand-in for the program crontab; a real one is in test/e2e/cron-daemon.test.ts. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProcessRunner } from '../../src/adapters/process-runner.ts';
import { createCrontabScheduler } from '../../src/adapters/scheduler-crontab.ts';
import { createPrograms } from '../support/fake-programs.ts';
import { useTempFolders } from '../support/temp-folder.ts';
import { PLAIN_CALL } from '../support/tick-calls.ts';

const newFolder = useTempFolders();
const NEVER = new AbortController().signal;

function createHost(crontab?: Uint8Array | string) {
  const folder = newFolder();
  const programs = createPrograms(folder);
  if (crontab !== undefined) writeFileSync(programs.spool, crontab);
  const env = { PATH: `${programs.bin}:/usr/bin:/bin`, HOME: folder };
  const runner = createProcessRunner({ env, home: { user: folder, openclaw: folder } });
  const call = { ...PLAIN_CALL, logFile: join(folder, 'state', 'tick.log') };
  return {
    folder,
    programs,
    env,
    runner,
    call,
    scheduler: createCrontabScheduler({ runner, env, typed: 'x' }),
  };
}

const held = (path: string) => (existsSync(path) ? readFileSync(path) : undefined);

/** Latin 1, CRLF, a zero byte and no line break at the end. */
const ODD = Buffer.from([0x23, 0xe9, 0x0d, 0x0a, 0x00, 0xff, 0x41]);

describe.each<readonly [what: string, before: Buffer | undefined]>([
  ['no crontab', undefined],
  ['an empty one', Buffer.from('')],
  ['one whose bytes are no UTF-8', ODD],
  ['one that speaks of carriage returns', Buffer.from("0 4 * * * tr -d '\\r' <a >b\n")],
  ['one of somebody', Buffer.from('MAILTO=me\n0 4 * * * backup % x\n')],
])('%s', (_what, before) => {
  it('is the same again, to the byte, after installing twice and removing', async () => {
    const { programs, scheduler, call } = createHost(before);
    const first = await scheduler.install(call, NEVER);
    expect(first).toMatchObject({ kind: 'done', places: ['the crontab'] });
    const installed = held(programs.spool);
    expect(installed?.toString('latin1').endsWith(`: end\n${before?.toString('latin1') ?? ''}`)).toBe(true);
    expect(await scheduler.install(call, NEVER)).toMatchObject({ kind: 'done', places: [] });
    expect(held(programs.spool)).toEqual(installed);
    expect(await scheduler.remove(NEVER)).toEqual({ kind: 'done', places: ['the crontab'], notes: [] });
    expect(held(programs.spool)).toEqual(before);
    expect(await scheduler.remove(NEVER)).toEqual({ kind: 'done', places: [], notes: [] });
    expect(held(programs.spool)).toEqual(before);
  });
});

it('has the path of a name that is no ASCII in UTF-8', async () => {
  const { programs, scheduler, call } = createHost();
  await scheduler.install({ ...call, env: { PATH: '/café/漢:/bin' } }, NEVER);
  expect(readFileSync(programs.spool, 'utf8')).toContain("PATH='/café/漢:/bin' ");
});

it('makes the folder of the log, which belongs to its user alone', async () => {
  const { folder, scheduler, call } = createHost();
  await scheduler.install(call, NEVER);
  expect(statSync(join(folder, 'state')).mode & 0o777).toBe(0o700);
});

describe('leaves the crontab as it is', () => {
  it.each([
    [
      'where crontab may not be used',
      'echo "You (me) are not allowed to use this program" >&2; exit 1',
      /not allowed/,
    ],
    [
      'where the new one is refused',
      '[ "$1" = -l ] && { cat "$0.kept"; exit; }\necho "bad minute" >&2; exit 1',
      /bad minute/,
    ],
    [
      'where it does not come back as written',
      '[ "$1" = -l ] && { cat "$0.kept"; exit; }\nexit 0',
      /does not give it back/,
    ],
  ])('%s, and says why', async (_what, script, says) => {
    const { programs, scheduler, call } = createHost();
    programs.write('crontab', script);
    writeFileSync(join(programs.bin, 'crontab.kept'), 'mine\n');
    const outcome = await scheduler.install(call, NEVER);
    expect(outcome.kind).toBe('failed');
    expect(outcome.kind === 'failed' && outcome.what).toMatch(says);
  });

  it('where its carriage returns cannot be read', async () => {
    const { programs, scheduler, call } = createHost('mine\r\n');
    programs.write(
      'crontab',
      `[ "$1" = -l ] && { printf '%s\\n' 'mine\\r'; exit; }\n[ "$1" = -e ] && exit 1\necho bad >'${programs.spool}'`,
    );
    expect(await scheduler.install(call, NEVER)).toMatchObject({
      kind: 'failed',
      what: expect.stringContaining('carriage returns'),
      mend: 'add the line by hand: x schedule print --cron shows it',
    });
    expect(readFileSync(programs.spool, 'utf8')).toBe('mine\r\n');
  });

  it('where the call cannot be written', async () => {
    const { programs, scheduler, call } = createHost('mine\n');
    expect(await scheduler.install({ ...call, everySeconds: 61 }, NEVER)).toMatchObject({ kind: 'failed' });
    expect(readFileSync(programs.spool, 'utf8')).toBe('mine\n');
  });
});

it('a host without the program: it is said, and there is nothing to remove', async () => {
  const { folder, runner } = createHost();
  const env = { PATH: join(folder, 'nothing') };
  const scheduler = createCrontabScheduler({ runner, env, typed: 'x' });
  expect((await scheduler.trouble(NEVER))?.what).toBe('there is no program crontab');
  expect(await scheduler.remove(NEVER)).toEqual({ kind: 'done', places: [], notes: [] });
});
