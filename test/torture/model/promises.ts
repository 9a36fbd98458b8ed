/**
 * What an owner is promised, checked on the messages themselves and on what was to be seen, not on any decision:
 * trouble is told within a tick, no more is said than the policy's pace allows, and what is over is told to be over.
 */
import type { Job } from '../../../src/core/model.ts';
import { isQuietByTable } from '../quiet/wall-clock.ts';
import type { Seen, Trouble } from './reference-log.ts';
import type { Section } from './reference-outbox.ts';
import type { Scene } from './scene.ts';

export interface Promises {
  check(
    scene: Scene,
    looks: ReadonlyMap<string, Seen>,
    starts: readonly Job[],
    sections: readonly Section[],
  ): void;
  /** The operator has said that this trouble of the job is known. */
  acknowledged(id: string, trouble: Trouble): void;
  /** The job is well and its quiet hours are over: it has no trouble left that was told and not told to have ended. */
  mustBeOver(scene: Scene, job: Job): void;
}

/** What the owner knows of a job. */
interface Known {
  /** The trouble that was told last, until its end is told. */
  told: string | undefined;
  /** It ended in a silence: whatever comes now is news. */
  isOver: boolean;
  /** The operator wants no reminder of this one. */
  acked: string | undefined;
  /** `advanced` of the scene when the job was last told of. */
  toldAt: number;
  /** Something other than time was a reason to tell of it since. */
  isProvoked: boolean;
  lastLook: string;
}

export function createPromises(): Promises {
  const known = new Map<string, Known>();
  const knownOf = (id: string) => {
    const fresh = {
      told: undefined,
      isOver: false,
      acked: undefined,
      toldAt: Number.NEGATIVE_INFINITY,
      isProvoked: true,
      lastLook: '',
    };
    const mine = known.get(id) ?? fresh;
    known.set(id, mine);
    return mine;
  };
  return {
    check(scene, looks, starts, sections) {
      for (const job of scene.jobs) {
        const look = looks.get(job.id);
        if (look === undefined) continue;
        const mine = sections.filter(({ jobId }) => jobId === job.id);
        const isAttempt = starts.includes(job) || mine.some(({ text }) => text.includes('AUTORUN'));
        checkJob(scene, job, look, mine, isAttempt, knownOf(job.id));
      }
    },
    acknowledged(id, trouble) {
      const acked = nameOf(trouble);
      Object.assign(knownOf(id), { told: acked, acked, isOver: false });
    },
    mustBeOver(scene, job) {
      const { told } = knownOf(job.id);
      if (told !== undefined) complain(scene, 'what was told and is over is told to be over', job, told);
    },
  };
}

function checkJob(
  scene: Scene,
  job: Job,
  look: Seen,
  sections: readonly Section[],
  isAttempt: boolean,
  known: Known,
): void {
  const trouble = look.trouble && nameOf(look.trouble);
  const isNew = trouble !== undefined && (trouble !== known.told || known.isOver);
  if (look.standing !== 'unsure' && trouble !== known.acked) known.acked = undefined;
  if (look.isSilent) {
    if (sections.length > 0)
      complain(scene, 'nothing of a silenced job is told', job, sections[0]?.text ?? '');
    if (look.standing !== 'unsure' && trouble !== known.told) known.isOver = true;
    notePossibleReasons(scene, job, look, isNew || isAttempt, known);
    return;
  }
  if (isNew && sections.length === 0) complain(scene, 'trouble is told within one tick', job, trouble);
  if (sections.length > 1) complain(scene, 'one section a job and tick', job, JSON.stringify(sections));
  notePossibleReasons(scene, job, look, isNew || isAttempt, known);
  if (sections.length === 0) return;
  checkPace(scene, job, look, known);
  const text = sections[0]?.text ?? '';
  if (known.told !== undefined && !trouble && !text.includes('RECOVERED')) {
    complain(scene, 'an end is told as such', job, text);
  }
  Object.assign(known, { told: trouble, isOver: false, toldAt: scene.advanced, isProvoked: false });
}

function notePossibleReasons(scene: Scene, job: Job, look: Seen, isNews: boolean, known: Known): void {
  if (look.standing === 'unsure') return;
  const { status, trouble } = look;
  const seen = [
    status?.running,
    status?.completed,
    status?.level === 'warn',
    trouble?.kind,
    trouble?.stopReason,
  ];
  const thisLook = JSON.stringify(job.policy.onlyOnChange ? [...seen, look.key] : seen);
  const isQuiet = isQuietByTable(job.policy.quietHours, scene.hostZone, scene.wall);
  if (isNews || isQuiet || thisLook !== known.lastLook) known.isProvoked = true;
  known.lastLook = thisLook;
}

/** Where nothing but time has passed, only the pace of the policy is a reason. */
function checkPace(scene: Scene, job: Job, look: Seen, known: Known): void {
  if (known.isProvoked) return;
  const { reportEverySeconds } = job.policy;
  const routinePace = reportEverySeconds || Number.POSITIVE_INFINITY;
  const reminderPace =
    known.acked === undefined ? Math.max(900, reportEverySeconds) : Number.POSITIVE_INFINITY;
  const pace = look.trouble ? reminderPace : routinePace;
  const waited = scene.advanced - known.toldAt;
  if (waited < pace)
    complain(scene, 'no more is said than the pace allows', job, `${waited} s after the last, not ${pace}`);
}

function nameOf({ kind, stopReason }: Trouble): string {
  return `${kind} ${stopReason}`;
}

function complain(scene: Scene, rule: string, job: Job, detail: string): void {
  scene.findings.push({ rule, detail: `${job.id}: ${detail}\n${JSON.stringify(job)}` });
}
