import { describe, expect, it } from 'vitest';
import { selftest } from '../../src/app/selftest.ts';
import { createSelftestRig } from '../support/app-selftest.ts';
import { NEVER, prints } from '../support/app-stage.ts';

const failures = async (rig = createSelftestRig()) =>
  (await selftest(rig, NEVER)).flatMap(({ name, failure }) =>
    failure === undefined ? [] : [`${name}: ${failure}`],
  );

describe('selftest', () => {
  it('finds no fault with a sound installation', async () => {
    expect(await failures()).toEqual([]);
  });

  it('sends nothing: what it tells is printed into its own hands', async () => {
    const rig = createSelftestRig();
    await selftest(rig, NEVER);
    expect(rig.stage.notifier.asked).toEqual([]);
    expect(rig.printed).toHaveLength(1);
  });

  it.each([
    [
      'programs say something else',
      { hello: prints('bye') },
      'a program is run and its output read: it ended with 0: bye',
    ],
    [
      'programs cannot be started',
      { hello: { kind: 'not-started', detail: 'node: no such program' } },
      'a program is run and its output read: it could not start: node: no such program',
    ],
    [
      'nothing ends a program that hangs',
      { hang: { kind: 'exited', exitCode: 0 } },
      'a program that hangs is ended: it ended with 0: ',
    ],
  ] as const)('says so where %s', async (_, broken, failure) => {
    expect(await failures(createSelftestRig(broken))).toEqual([failure]);
  });

  it('says so where nothing is told', async () => {
    const rig = createSelftestRig();
    rig.ports.printer.send = async () => ({ kind: 'failed', detail: 'cannot print' });
    expect(await failures(rig)).toEqual(['a tick tells of a stopped job once: it was told 0 times']);
  });

  it('goes on with the other checks where one throws, and shows no stack', async () => {
    const rig = createSelftestRig();
    rig.stage.store.failWith('unwritable', '/tmp/x: no space left on device\n    at somewhere');
    const found = await failures(rig);
    expect(found).toContain(
      'the state is saved and read back: StateFailure: /tmp/x: no space left on device',
    );
    expect(found.join('\n')).not.toContain('at somewhere');
    expect(found.length).toBeLessThan(5);
  });
});
