/** `status`, `validate-config` and `selftest`: lines that scripts may parse (SPEC section 2). */
import { describe, expect, it } from 'vitest';
import { item } from '../support/app-entries.ts';
import { createSelftestRig } from '../support/app-selftest.ts';
import {
  COMPLETED,
  CONFIG_PATH,
  createStage,
  PAUSED,
  prints,
  RUNNING,
  type Stage,
  says,
} from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import type { ChildScript } from '../support/fakes.ts';
import { check, longJob, write } from '../support/written-jobs.ts';

const probed = (id: string, more = {}) => longJob({ id, commands: { start: ['x'], status: [id] }, ...more });

describe('status', () => {
  it('prints a line a job in the order of the file, and the queue', async () => {
    const children: Record<string, ChildScript> = {
      r1: says({ running: true, completed: false, pid: 4242 }),
      r2: RUNNING,
      p1: PAUSED,
      d1: COMPLETED,
      u1: { kind: 'not-started', detail: 'u1: no such program' },
      u2: prints(''),
      u3: { kind: 'exited', exitCode: 3 },
    };
    const stage = createStage(
      [
        ...Object.keys(children).map((id) => probed(id)),
        check({ id: 'o1' }),
        check({ id: 'o2' }),
        check({ id: 'o3' }),
        write({ id: 'w1', after: [{ jobId: 'o1' }] }),
        write({ id: 'w2', after: [{ jobId: 'o1' }], approval: { granted: true } }),
      ],
      {
        state: {
          jobs: { o1: { lastRun: { exitCode: 3 } }, o2: { lastRun: { exitCode: -9 } } },
          queue: [item('q')],
        },
      },
    );
    for (const [program, child] of Object.entries(children)) stage.runner.script(program, child);
    expect(await runMain('status', stage)).toMatchObject({
      code: 0,
      stdout: [
        '- r1: running pid=4242',
        '- r2: running',
        '- p1: paused',
        '- d1: completed',
        '- u1: unknown (u1: no such program)',
        '- u2: unknown (empty status output)',
        '- u3: unknown (status exit=3)',
        '- o1: lastRun exit=3',
        '- o2: lastRun exit=-9',
        '- o3: never ran',
        '- w1: write (approved=false)',
        '- w2: write (approved=true)',
        '',
        'queue: 1',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('says of a probe that was interrupted with it that nothing is known', async () => {
    const stage = createStage([probed('quick'), probed('slow')]);
    const ending = new AbortController();
    stage.runner.script('quick', RUNNING);
    stage.runner.script('slow', (_, signal) => {
      ending.abort('SIGINT');
      return signal?.aborted ? { kind: 'aborted' } : RUNNING;
    });
    expect(await runMain('status', stage, { signal: ending.signal })).toMatchObject({
      stdout: '- quick: running\n- slow: unknown (interrupted)\n',
      stderr: '',
    });
  });

  it('prints nothing where there are no jobs', async () => {
    expect(await runMain('status')).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('shows the valid jobs of a job file with errors, says the rest, and exits with 2', async () => {
    const stage = createStage([probed('broken', { risk: 'none' }), check()]);
    const { code, stdout, stderr } = await runMain('status', stage);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '- check: never ran\n' });
    expect(stderr).toContain(`ERROR: ${CONFIG_PATH}: jobs[0].risk: `);
  });

  it('shows the jobs of a state that cannot be read, says so, and exits with 1', async () => {
    const stage = createStage([probed('r1')]);
    stage.runner.script('r1', RUNNING);
    stage.store.failWith('unreadable', '/s.json: permission denied');
    const read = () => stage.store.transact((state) => ({ state, result: state }));
    const store = Object.create(stage.store, { read: { value: read } }) as Stage['store'];
    expect(await runMain('status', { ...stage, store })).toMatchObject({
      code: 1,
      stdout: '- r1: running\n',
      stderr: 'ERROR: the state cannot be read: /s.json: permission denied\n',
    });
  });
});

describe('validate-config', () => {
  const validate = (file: unknown) => runMain('validate-config', createStage(file));

  it('prints one line where the file is valid, the defaults as they are written', async () => {
    const defaults = { stallSeconds: 60, quietHours: { start: '00:00', end: '00:00' } };
    expect(await validate({ version: 1, defaults, jobs: [longJob(), check()] })).toMatchObject({
      code: 0,
      stdout: `OK: version=1 jobs=2 defaults=${JSON.stringify(defaults)}\n`,
      stderr: '',
    });
  });

  it('prints empty defaults where there are none', async () => {
    expect((await validate([])).stdout).toBe('OK: version=1 jobs=0 defaults={}\n');
  });

  it('prints nothing of defaults that a terminal would act upon', async () => {
    const defaults = { hostLabel: 'a\u009b31m\u202eb\nc', _note: '\u0085' };
    expect((await validate({ version: 1, defaults, jobs: [] })).stdout).toBe(
      `OK: version=1 jobs=0 defaults={"hostLabel":"a31mb\\nc","_note":""}\n`,
    );
  });

  it('warns on stderr, and finds the file valid all the same', async () => {
    const { code, stdout, stderr } = await validate([longJob({ policy: { stallSecond: 5 } })]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'OK: version=1 jobs=1 defaults={}\n' });
    expect(stderr).toMatch(new RegExp(`^WARNING: ${CONFIG_PATH}: jobs\\[0\\]\\.policy\\.stallSecond: .*\n$`));
    expect(stderr).toContain('stallSeconds');
  });

  it('prints every error, a line each, and exits with 2', async () => {
    const { code, stdout, stderr } = await validate([
      longJob({ risk: 'none' }),
      check({ commands: { run: [] } }),
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringContaining(`ERROR: ${CONFIG_PATH}: jobs[0].risk: `),
      expect.stringContaining(`ERROR: ${CONFIG_PATH}: jobs[1].commands.run: `),
    ]);
  });

  it('runs nothing', async () => {
    const stage = createStage([longJob()]);
    await runMain('validate-config', stage);
    expect(stage.journal).toEqual([]);
  });
});

describe('selftest', () => {
  const selftest = async (rig = createSelftestRig(), remove = async () => {}) => {
    let removed = 0;
    const ran = await runMain('selftest', createStage(), {
      openScratch: async () => ({
        rig,
        remove: () => {
          removed += 1;
          return remove();
        },
      }),
    });
    return { ...ran, removed };
  };

  it('lists its checks, and takes its folder away', async () => {
    expect(await selftest()).toMatchObject({
      code: 0,
      stdout: [
        '- ok: the state is saved and read back',
        '- ok: a program is run and its output read',
        '- ok: a program that hangs is ended',
        '- ok: a wrong job file is refused, with its place',
        '- ok: a tick tells of a stopped job once',
        'selftest: OK',
        '',
      ].join('\n'),
      stderr: '',
      removed: 1,
    });
  });

  it('names what failed, and exits with 1', async () => {
    const { code, stdout, removed } = await selftest(createSelftestRig({ hello: prints('bye') }));
    expect({ code, removed }).toEqual({ code: 1, removed: 1 });
    expect(stdout).toContain('- FAILED: a program is run and its output read: it ended with 0: bye\n');
    expect(stdout.endsWith('selftest: FAILED\n')).toBe(true);
  });

  it('finds no bug in a folder that cannot be taken away', async () => {
    const stuck = () => Promise.reject(new Error("EBUSY: resource busy, rm '/tmp/x'"));
    expect(await selftest(undefined, stuck)).toMatchObject({
      code: 0,
      stderr: "WARNING: the temporary folder could not be removed: EBUSY: resource busy, rm '/tmp/x'\n",
    });
  });
});
