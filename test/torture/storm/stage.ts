/** The jobs of a storm. Each leaves a line in a log at each run, so that what was done can be counted apart from the state. */
import type { BotApi } from '../../support/bot-api.ts';
import { longJob, oneShot, PAUSED } from '../../support/e2e-jobs.ts';
import type { Rig } from '../../support/e2e-rig.ts';

/** One command after the other starts and stops each of these, so that its marks in the state are known. */
export const LANES = ['lane-1', 'lane-2', 'lane-3', 'lane-4', 'lane-5', 'lane-6'] as const;
/** Always paused. They may be resumed once in a storm, and the last one again after a few seconds. */
export const DEAD = ['dead-1', 'dead-2', 'dead-3'] as const;
export const WEARY = 'weary';
export const WEARY_BACKOFF_SECONDS = 5;
/** `run` is asked for these. Each run of a good one queues its echo, each run of the bad one its alarm. */
export const CHECKS = ['good-1', 'good-2', 'bad'] as const;
/** `queue add` is asked for this one. */
export const ASKED = 'asked';
export const FOLLOWERS = { 'good-1': 'echo-1', 'good-2': 'echo-2', bad: 'alarm' } as const;

export async function setTheStage(rig: Rig): Promise<BotApi> {
  const telegram = await rig.startTelegram();
  rig.writeJobs([
    ...LANES.map((id) => lane(rig, id)),
    ...DEAD.map((id) => longJob(rig, id, {}, { autoResume: true, autoResumeBackoffSeconds: 3600 })),
    longJob(rig, WEARY, {}, { autoResume: true, autoResumeBackoffSeconds: WEARY_BACKOFF_SECONDS }),
    check(rig, 'good-1', 'true', [{ jobId: 'echo-1' }]),
    check(rig, 'good-2', 'sleep 0.2', [{ jobId: 'echo-2', when: 'success' }]),
    check(rig, 'bad', 'exit 3', [{ jobId: 'alarm', when: 'failure' }]),
    check(rig, ASKED, 'true'),
    check(rig, 'echo-1', 'true'),
    check(rig, 'echo-2', 'true'),
    // Each with a mark of its own, so that one that is told twice cannot hide one that is lost.
    check(rig, 'alarm', 'echo ALERT: it is bad, $$-$(date +%N)'),
  ]);
  for (const id of [...DEAD, WEARY]) rig.write(`${id}.json`, PAUSED);
  for (const id of LANES) rig.write(`${id}.json`, PAUSED);
  rig.writeState({ version: 1, 'x-top': 'kept', jobs: { gone: { lastRunAt: 1, 'x-gone': true } } });
  return telegram;
}

/** Its status follows its last command; the file is replaced whole, so that no probe finds half of it. */
function lane(rig: Rig, id: string) {
  const put = (running: boolean) => [
    'sh',
    '-c',
    `echo '{"running":${running},"completed":false}' > ${id}.new; mv ${id}.new ${id}.json`,
  ];
  return longJob(rig, id, {
    commands: { start: put(true), stop: put(false), status: ['cat', `${id}.json`] },
  });
}

function check(rig: Rig, id: string, script: string, after: readonly unknown[] = []) {
  return oneShot(rig, id, `echo ${id} >> runs.log; ${script}`, { after });
}
