/** A job file that others could have changed names no program that is run (SPEC section 11). */
import { chmodSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { longJob, oneShot, PAUSED } from '../support/e2e-jobs.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';

function writeInsecure(rig: Rig): void {
  const scan = longJob(rig, 'scan', {}, { autoResume: true });
  const stop = ['sh', '-c', 'echo scan >> stops.log'];
  rig.writeJobs([
    { ...scan, commands: { ...(scan.commands as object), stop } },
    oneShot(rig, 'check', 'echo check >> runs.log'),
  ]);
  rig.write('scan.json', PAUSED);
  chmodSync(rig.configFile, 0o666);
}

const done = (rig: Rig) => ['starts.log', 'stops.log', 'runs.log'].map((name) => rig.lines(name).length);

describe.concurrent('a job file that everybody may write to', () => {
  test.for([
    ['tick', '--print-only'],
    ['start', 'scan'],
    ['stop', 'scan'],
    ['run', 'check'],
  ])('is refused by %s with 2 and the mend; --allow-insecure-config overrides', async (argv, context) => {
    const rig = createRig(context);
    writeInsecure(rig);
    const refused = await rig.run(argv);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/^ERROR: .*: everybody may write to it/);
    expect(refused.stderr).toContain(`chmod o-w ${rig.configFile}`);
    expect(done(rig)).toEqual([0, 0, 0]);

    expect(await rig.run([...argv, '--allow-insecure-config'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(done(rig)).not.toEqual([0, 0, 0]);
  });

  test('is told to the owner, until the mend that is named was made', async (context) => {
    const rig = createRig(context);
    const telegram = await rig.startTelegram();
    writeInsecure(rig);
    expect(await rig.run(['tick'])).toMatchObject({ exitCode: 2 });
    const { text } = telegram.accepted[0] ?? {};
    expect(text).toMatch(
      /• ALERT: ops-jobs config invalid\n- path: .*\n- error: .*everybody may write to it/,
    );
    const [command, ...args] = /chmod o-w \S+(?=;|$)/m.exec(text ?? '')?.[0].split(' ') ?? [];
    expect([command, args]).toEqual(['chmod', ['o-w', rig.configFile]]);
    chmodSync(rig.configFile, 0o664);
    expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.lines('starts.log')).toEqual(['scan']);
  });

  test('is warned of by validate-config, and no hindrance to status', async (context) => {
    const rig = createRig(context);
    writeInsecure(rig);
    const validated = await rig.run(['validate-config']);
    expect(validated).toMatchObject({ exitCode: 0, stdout: 'OK: version=1 jobs=2 defaults={}\n' });
    expect(validated.stderr).toMatch(/^WARNING: .*: everybody may write to it.*: chmod o-w .*\n$/);
    expect(await rig.run(['status'])).toMatchObject({
      exitCode: 0,
      stdout: '- scan: paused\n- check: never ran\n',
    });
  });
});
