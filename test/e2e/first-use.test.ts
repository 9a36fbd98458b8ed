/** Somebody who has just installed it, and has nothing else yet. */
import { existsSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRig, type Rig } from '../support/e2e-rig.ts';

const HOW_TO_BEGIN = /not found \(ops-monitor init writes one; or name another file with --config-file\)\n/;

function nothingAtAll(rig: Rig): void {
  rmSync(rig.home, { recursive: true });
}

describe.concurrent('where there is nothing at all', () => {
  test.for([['status'], ['validate-config'], ['start', 'scan'], ['stop', 'scan'], ['run', 'scan']])(
    '%s says where the job file belongs and how to begin, and makes nothing',
    async (argv, context) => {
      const rig = createRig(context);
      nothingAtAll(rig);
      const ran = await rig.run(argv);
      expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
      expect(ran.stderr).toMatch(HOW_TO_BEGIN);
      expect(ran.stderr).toContain(`ERROR: ${rig.configFile}: `);
      expect(existsSync(rig.home)).toBe(false);
    },
  );

  test('tick says that and who is to be told, and keeps what it has to tell', async (context) => {
    const rig = createRig(context);
    nothingAtAll(rig);
    const tick = await rig.run(['tick']);
    expect(tick).toMatchObject({ exitCode: 2, stdout: '' });
    expect(tick.stderr).toMatch(HOW_TO_BEGIN);
    expect(tick.stderr).toContain('missing Telegram target. Pass --target <chat_id>.');
    expect(tick.stderr).toMatch(/1 report waits in the outbox\n$/);

    const telegram = await rig.startTelegram();
    expect(await rig.run(['tick'])).toMatchObject({ exitCode: 2 });
    expect(telegram.accepted.map(({ text }) => text)).toEqual([
      expect.stringContaining('• ALERT: ops-jobs config invalid'),
    ]);
  });

  test('tick --print-only needs nobody to tell', async (context) => {
    const rig = createRig(context);
    nothingAtAll(rig);
    const tick = await rig.run(['tick', '--print-only']);
    expect(tick).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(HOW_TO_BEGIN) });
    expect(tick.stdout).toContain('• ALERT: ops-jobs config invalid');
    expect(tick.stderr).not.toContain('Telegram');
  });

  test('selftest passes', async (context) => {
    const rig = createRig(context);
    nothingAtAll(rig);
    const selftest = await rig.run(['selftest']);
    expect(selftest).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringMatching(/\nselftest: OK\n$/),
    });
    expect(existsSync(rig.home)).toBe(false);
  });
});
