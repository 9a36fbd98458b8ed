import { expect, test } from 'vitest';
import type { MonitorState } from '../../src/schema/state.ts';
import { longJob, PAUSED, RUNNING } from '../support/e2e-jobs.ts';
import { createRig } from '../support/e2e-rig.ts';

const INVALID = /• ALERT: ops-jobs config invalid\n- path: .*\n- error: .*jobs\[1\]\.kind: /;

/** The state as it would be if all of it had happened so many seconds earlier. */
function earlier(seconds: number): (state: MonitorState) => unknown {
  const shift = (value: unknown, key = ''): unknown => {
    if (typeof value === 'number') return /(At|since|Since|notBefore)$/.test(key) ? value - seconds : value;
    if (Array.isArray(value)) return value.map((item) => shift(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shift(inner, name)]));
  };
  return shift;
}

test('an invalid job file is told once, then hourly, and once when it is mended; the others are watched', async (context) => {
  const rig = createRig(context);
  const telegram = await rig.startTelegram();
  const tick = async () => {
    const before = telegram.accepted.length;
    const { exitCode, stderr } = await rig.run(['tick']);
    return { exitCode, stderr, told: telegram.accepted.slice(before).map(({ text }) => text ?? '') };
  };
  const good = longJob(rig, 'good');
  const bad = { ...longJob(rig, 'bad'), kind: 'long_runing_read' };
  rig.write('good.json', RUNNING);
  rig.write('bad.json', RUNNING);
  rig.writeJobs([good, bad]);

  const first = await tick();
  expect(first).toMatchObject({ exitCode: 2, told: [expect.stringMatching(INVALID)] });
  expect(first.stderr).toMatch(/^ERROR: .*ops-jobs\.json:\d+:\d+: jobs\[1\]\.kind: .*long_running_read/);
  expect(first.told[0]).toContain('• good (good, long_running_read)\n- 状态: running');

  // An hour, in ticks of ten minutes.
  for (const minutes of [10, 20, 30, 40, 50]) {
    rig.changeState(earlier(600));
    expect(await tick(), `after ${minutes} minutes`).toMatchObject({ exitCode: 2, told: [] });
  }
  rig.write('good.json', PAUSED);
  expect((await tick()).told).toEqual([expect.stringMatching(/^[^•]*• good \(good, [^•]*paused[^•]*$/)]);
  rig.changeState(earlier(601));
  expect(await tick()).toMatchObject({ exitCode: 2, told: [expect.stringMatching(INVALID)] });
  expect((await tick()).told).toEqual([]);

  rig.writeJobs([good, longJob(rig, 'bad')]);
  const mended = await tick();
  expect(mended).toMatchObject({ exitCode: 0, stderr: '' });
  expect(mended.told).toEqual([
    expect.stringMatching(/ops-jobs config[^\n]*\n[\s\S]*• bad \(bad, long_running_read\)/),
  ]);
  expect(mended.told[0]).not.toContain('invalid');
  expect(await tick()).toMatchObject({ exitCode: 0, told: [] });
});
