/**
 * Bad disks: a tick of the built program meets a full, failing, closed or read-only disk, at each write and in each other
 * step of its protocol. It says so and tells of trouble all the same; what was on disk stays whole, and one tick after the
 * disk was mended nothing is missing.
 */
import type { MonitorState } from '../../../src/schema/state.ts';
import type { BotApi } from '../../support/bot-api.ts';
import type { Ran } from '../../support/e2e-program.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import {
  canMount,
  closedFolder,
  failingStep,
  fewFiles,
  fullDisk,
  readOnlyDisk,
  sizeLimit,
  type Trouble,
} from '../disks/troubles.ts';
import { comeClean } from '../kill/clean-ticks.ts';
import { judgeCorpse, judgeEnd } from '../kill/judge.ts';
import { type Prepared, prepare } from '../kill/prepare.ts';
import { setTheStage } from '../kill/stage.ts';
import { findings, inRig } from '../process/in-rig.ts';
import { pickEvenly } from '../process/pick-evenly.ts';
import { withProgramCopy } from '../process/program-copy.ts';
import type { Random } from '../random.ts';
import type { Campaign, Finding } from '../torture.ts';

const AT_ONCE = 8;
const ERRORS = ['ENOSPC', 'EIO', 'EACCES', 'EROFS', 'EDQUOT', 'EMFILE'];
/** Beside the state only the file that names the owner of a lock is written; it has about so many bytes. */
const OWNER_FILE = 130;

export const campaign: Campaign = {
  name: 'disks',
  rounds: { short: 12, long: 100 },
  run: (context) =>
    withProgramCopy(async (file) => {
      const prepared = await prepare(file);
      const met = new Map<string, number>();
      const violations = await context.eachRound((random, round) => {
        const trouble = troubleOf(prepared, random, round, context.seed);
        return inRig(file, (rig) => play(prepared, rig, trouble, met));
      }, AT_ONCE);
      const counts = [...met].map(([what, count]) => `${count} ${what}`).sort();
      context.note(`${counts.join(', ')}${prepared.steps.length > 0 ? '' : '; no strace: no failing steps'}`);
      return violations;
    }),
};

/** Half of the rounds are about single steps, where they can be reached. */
function troubleOf({ steps, sizes }: Prepared, random: Random, round: number, seed: number): Trouble {
  const onFiles = steps.filter(({ path }) => path !== undefined);
  const step = round % 2 === 0 ? pickEvenly(onFiles, seed + round / 2) : undefined;
  if (step !== undefined) return failingStep(step, random.pick(ERRORS), random.chance(0.3));
  const kinds: (() => Trouble)[] = [
    () => sizeLimit(OWNER_FILE + random.int(-20, 20)),
    closedFolder,
    // Byte by byte around each size of the state, so that each of its writes fails once.
    () => sizeLimit(random.pick(sizes) + random.int(-4, 4)),
    () => sizeLimit(random.pick(sizes) + random.int(-4, 4)),
  ];
  if (canMount()) {
    kinds.push(
      () => fullDisk(random.int(0, 16)),
      readOnlyDisk,
      () => fewFiles(random.int(0, 6)),
      () => fullDisk(random.int(0, 16)),
    );
  }
  return (kinds[Math.floor(round / 2) % kinds.length] ?? closedFolder)();
}

async function play(
  { quietTimes }: Prepared,
  rig: Rig,
  trouble: Trouble,
  met: Map<string, number>,
): Promise<Finding[]> {
  trouble.begin?.(rig);
  try {
    const telegram = await setTheStage(rig, quietTimes);
    const before = rig.state();
    const ran = await trouble.tick(rig).finally(() => trouble.mend?.(rig));
    const found = judgeCorpse(rig, before, telegram);
    if (found.length === 0) found.push(...judgeTrouble(trouble, ran, rig, before, telegram));
    if (found.length === 0) {
      const items = rig.state().queue.filter(({ status }) => status === 'running');
      const running = new Map(items.map(({ jobId }) => [jobId, 1]));
      const mayRetell = ran.exitCode === 1;
      found.push(...(await comeClean(rig)), ...judgeEnd(rig, telegram, { hits: 1, running, mayRetell }));
    }
    const what = ran.exitCode === 1 ? 'told of it' : 'did without';
    met.set(what, (met.get(what) ?? 0) + 1);
    return found.map((finding) => ({ ...finding, detail: `${trouble.name}: ${finding.detail}` }));
  } finally {
    trouble.end?.(rig);
  }
}

function judgeTrouble(
  { blinds }: Trouble,
  ran: Ran,
  rig: Rig,
  before: MonitorState,
  telegram: BotApi,
): Finding[] {
  const { exitCode, stderr } = ran;
  const isSaid = exitCode === 0 || stderr.includes('ERROR: ');
  const isSaved = blinds === true || rig.state().revision > before.revision;
  const isTold = telegram.accepted.some(({ text }) => text?.includes('• scan (scan, long_running_read)'));
  return findings([
    ['a tick in trouble ends with 0 or 1', exitCode !== 0 && exitCode !== 1 && `${exitCode}: ${stderr}`],
    ['a failure is said', !isSaid && `${exitCode}: ${stderr}`],
    ['what cannot be saved is told all the same', !isSaved && !isTold && `${exitCode}: ${stderr}`],
  ]);
}
