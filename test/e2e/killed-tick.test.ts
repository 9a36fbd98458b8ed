import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import type { BotApi } from '../support/bot-api.ts';
import { longJob, oneShot, PAUSED, queued, RUNNING } from '../support/e2e-jobs.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';

const SEEDS = Array.from({ length: 25 }, (_, i) => i + 1);
/** At most this long after the kill a tick must do all that the killed one did not. */
const PATIENCE_MS = 15_000;

/** What the first tick has to tell, however often it is killed. */
const NEWS = [
  '• scan (scan, long_running_read)\n- 状态: paused stopReason=crashed',
  '• hot (hot, long_running_read)\n- 状态: running\n- 信息: 91 °C',
  '• ALERT: queued job failed\n- job: broken (broken)\n- exit: 3',
  '• full (full)\n- ACTION REQUIRED: 97 % full',
];

/** How long ticks take that are not killed, the newest last: the machine may get more or less busy meanwhile. */
const unkilledMs: number[] = [];
let kills = 0;

test.concurrent.for([1, 2, 3, 4, 5])('left alone it tells all (%i)', async (_, context) => {
  const rig = createRig(context);
  const telegram = await setTheStage(rig);
  const { exitCode, ms } = await rig.run(['tick']);
  expect({ exitCode, untold: untold(telegram) }).toEqual({ exitCode: 0, untold: [] });
  unkilledMs.push(ms);
});

// Each seed kills in a stretch of its own of the time that a tick takes, so that together they meet all of it.
test.concurrent.for(SEEDS)(
  'killed at the moment of seed %i, it leaves all to the next',
  async (seed, context) => {
    const rig = createRig(context);
    const telegram = await setTheStage(rig);
    const killed = rig.launch(['tick']);
    await sleep(((seed - 1 + random(seed)) / SEEDS.length) * Math.max(...unkilledMs.slice(-5)));
    killed.child.kill('SIGKILL');
    const { signal, ms } = await killed.ended;
    if (signal === 'SIGKILL') kills += 1;
    else unkilledMs.push(ms);

    await tickUntil(rig, () => [...untold(telegram), ...rig.state().outbox.map(({ id }) => id)]);

    expect(rig.lines('starts.log').length).toBeLessThanOrEqual(1);
    expect(rig.state().queue.map(({ id, status }) => [id, status])).toEqual([
      ['q1', 'failed'],
      ['q2', 'done'],
    ]);
    // What a killed delivery leaves of its lock lies there until the next delivery takes it over: a recovery is news.
    rig.write('hot.json', RUNNING);
    const news = () => telegram.accepted.filter(({ text = '' }) => /• hot [^•]*\n- RECOVERED ✅ /.test(text));
    // At once where the lock names its owner, who is dead; without a name it has to get old first.
    await tickUntil(rig, () => (news().length > 0 ? [] : rig.stateFolder()));
    expect(news()).toEqual([telegram.accepted.at(-1)]);
    expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
  },
);

afterAll(() => {
  expect(kills).toBeGreaterThan(SEEDS.length / 3);
});

async function setTheStage(rig: Rig): Promise<BotApi> {
  const telegram = await rig.startTelegram();
  rig.writeJobs([
    longJob(rig, 'scan', {}, { autoResume: true }),
    longJob(rig, 'hot'),
    oneShot(rig, 'broken', 'exit 3'),
    oneShot(rig, 'full', 'echo ACTION REQUIRED: 97 % full'),
  ]);
  rig.write('scan.json', PAUSED);
  rig.write('hot.json', { ...RUNNING, level: 'alert', message: '91 °C' });
  rig.writeState({ version: 1, queue: [queued('q1', 'broken'), queued('q2', 'full')] });
  return telegram;
}

/** Clean ticks until nothing is left of what `left` names. */
async function tickUntil(rig: Rig, left: () => readonly string[]): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(500)) {
    expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stdout: '' });
    if (left().length === 0) return;
    expect(Date.now(), `left: ${left()}`).toBeLessThan(deadline);
  }
}

function untold(telegram: BotApi): string[] {
  const told = telegram.accepted.map(({ text }) => text).join('\n');
  return NEWS.filter((text) => !told.includes(text));
}

/** Between 0 and 1, the same for the same seed. */
function random(seed: number): number {
  const mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32;
}
