/** What the killed ticks are about: jobs that need telling, resuming and queueing, and a report of three parts. */
import type { MonitorState } from '../../../src/schema/state.ts';
import type { BotApi } from '../../support/bot-api.ts';
import { COMPLETED, longJob, oneShot, PAUSED, queued, RUNNING } from '../../support/e2e-jobs.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import { shiftTimes } from '../process/shift-times.ts';

/** So many paused jobs of about 1100 characters each, three of which go into a message, fill three of them. */
const SICK = Array.from({ length: 7 }, (_, i) => `sick-${i + 1}`);
/** How often each one-shot ran is in runs.log; those that follow another job run when that one ended. */
export const ONE_SHOTS = ['broken', 'full', 'slow', 'triage', 'verify'] as const;

/** Its silence has just ended. */
export const SILENCED = 'full';

/** What has to arrive, whatever happens. */
export const NEWS = [
  'an older alert',
  'a held alert',
  '• ALERT: queued job failed\n- job: broken (broken)\n- exit: 3',
  '• full (full)\n- ACTION REQUIRED: 97 % full',
  '• scan (scan, long_running_read)\n- 状态: paused stopReason=crashed',
  '• move (move, long_running_read)\n- 状态: completed',
  '- RECOVERED ✅',
  ...SICK.map((id) => `• ${id} (${id}, long_running_read)\n- 状态: paused`),
];

/** The state that a tick a minute ago left behind, before the trouble began. */
export async function rememberQuietTimes(rig: Rig): Promise<MonitorState> {
  writeJobs(rig);
  for (const id of ['scan', 'move', ...SICK]) rig.write(`${id}.json`, RUNNING);
  rig.write('back.json', PAUSED);
  const tick = await rig.run(['tick', '--print-only']);
  if (tick.exitCode !== 0) throw new Error(`the tick before the trouble failed: ${tick.stderr}`);
  return rig.state();
}

export async function setTheStage(rig: Rig, quietTimes: MonitorState): Promise<BotApi> {
  const telegram = await rig.startTelegram();
  writeJobs(rig);
  rig.write('scan.json', PAUSED);
  rig.write('move.json', COMPLETED);
  rig.write('back.json', RUNNING);
  for (const id of SICK) rig.write(`${id}.json`, { ...PAUSED, stopReason: wordy(id), message: wordy(id) });
  rig.writeState(stateBefore(quietTimes));
  return telegram;
}

function writeJobs(rig: Rig): void {
  rig.writeJobs([
    longJob(rig, 'scan', { after: [{ jobId: 'triage', when: 'failure' }] }, { autoResume: true }),
    longJob(rig, 'move', { after: [{ jobId: 'verify' }] }),
    longJob(rig, 'back'),
    ...SICK.map((id) => longJob(rig, id)),
    logged(rig, 'broken', 'exit 3'),
    logged(rig, 'full', 'echo ACTION REQUIRED: 97 % full'),
    logged(rig, 'slow', 'sleep 0.3'),
    logged(rig, 'triage', 'true'),
    logged(rig, 'verify', 'true'),
  ]);
}

function logged(rig: Rig, id: string, script: string) {
  return oneShot(rig, id, `echo ${id} >> runs.log; ${script}`);
}

/** As long as it may be without being cut. */
function wordy(id: string): string {
  return `${id} has stopped. `.repeat(40).slice(0, 500).trim();
}

/** `x-` stands for keys of whoever else writes into this file; at every depth one of them. */
function stateBefore(quietTimes: MonitorState): unknown {
  const now = Date.now() / 1000;
  const state = shiftTimes(quietTimes, now - 60 - (quietTimes.lastTickAt ?? now));
  const jobs = Object.entries(state.jobs).map(([id, job]) => [
    id,
    { ...job, 'x-job': id, lastSeen: { ...job.lastSeen, 'x-seen': [id] } },
  ]);
  return {
    ...state,
    'x-top': { kept: true },
    jobs: { ...Object.fromEntries(jobs), gone: { lastRunAt: 1, lastReportAt: 2, 'x-gone': null } },
    queue: ['broken', 'full', 'slow'].map((id) => queued(`q-${id}`, id, { 'x-item': id })),
    // Over since the last tick: what it held is to go out now.
    silences: { [SILENCED]: { since: now - 600, until: now - 1, held: 1, 'x-silence': true } },
    outbox: [heldAlert(now - 300, now - 1), olderAlert(now - 60)],
  };
}

function heldAlert(at: number, until: number) {
  const text = `• ${SILENCED} (${SILENCED})\n- a held alert`;
  const sections = [{ jobId: SILENCED, importance: 'alert', text }];
  return {
    ...olderAlert(at),
    id: 'held',
    sections,
    attempts: 0,
    nextAttemptAt: until,
    silencedJob: SILENCED,
  };
}

function olderAlert(at: number) {
  return {
    id: 'older',
    createdAt: at,
    via: 'channel',
    header: 'from a tick before',
    sections: [{ importance: 'alert', text: '• an older alert', 'x-section': 1 }],
    attempts: 1,
    nextAttemptAt: at,
    partsSent: 0,
    'x-entry': { kept: true },
  };
}
