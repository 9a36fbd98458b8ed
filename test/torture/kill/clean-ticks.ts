import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PAUSED } from '../../support/e2e-jobs.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import { findings } from '../process/in-rig.ts';
import type { Finding } from '../torture.ts';
import { cacheFolder } from './steps.ts';

/** What a dead tick left locked may hold up the next ones for so long. */
const PATIENCE_MS = 15_000;

/** One tick that finds no lock makes all good; a last one does what followed from it, and has nothing to tell. */
export async function comeClean(rig: Rig): Promise<Finding[]> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(500)) {
    const isLocked = rig.stateFolder().some((name) => /\.(lock|breaking)$/.test(name));
    const { exitCode, stderr } = await rig.run(['tick']);
    if (exitCode !== 0) return findings([['a clean tick ends with 0', `${exitCode}: ${stderr}`]]);
    const { outbox } = rig.state();
    if (outbox.length === 0 && stderr === '') break;
    if (!isLocked) return findings([['one clean tick tells all', stderr + JSON.stringify(outbox)]]);
    if (Date.now() > deadline) {
      return findings([['no lock blocks for more than 15 s', rig.stateFolder().join(', ')]]);
    }
  }
  const { exitCode, stderr } = await rig.run(['tick']);
  const isSilent = exitCode === 0 && stderr === '';
  return [
    ...findings([['a tick with nothing to tell ends with 0', !isSilent && `${exitCode}: ${stderr}`]]),
    ...(await needAllAgain(rig)),
  ];
}

/**
 * A lock that nobody has needed since lies there still, and so does half of a piece in the code cache. They must give way
 * to the next one who needs them.
 */
async function needAllAgain(rig: Rig): Promise<Finding[]> {
  if (leftBehind(rig).length === 0) return [];
  rig.write('back.json', PAUSED);
  for (const deadline = Date.now() + PATIENCE_MS; leftBehind(rig).length > 0; await sleep(500)) {
    await rig.run(['tick']);
    if (Date.now() > deadline) {
      return findings([['nothing blocks or stays for more than 15 s', leftBehind(rig).join(', ')]]);
    }
  }
  return [];
}

function leftBehind(rig: Rig): string[] {
  const cache = existsSync(cacheFolder(rig)) ? readdirSync(cacheFolder(rig)) : [];
  return [
    ...rig.stateFolder().filter((name) => name.endsWith('.lock')),
    ...cache.filter((name) => /\.\d+$/.test(name)),
  ];
}
