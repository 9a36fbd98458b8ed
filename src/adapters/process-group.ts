import { hasLiveMember } from './process-table.ts';
import { elapsedMs } from './stopwatch.ts';
import { sleep } from './system-clock.ts';
import { errorCode } from './system-reason.ts';

/** A process in an uninterruptible call of the system (a dead file server) outlives even SIGKILL: it is not waited for. */
const KILL_TO_GIVING_UP_MS = 1000;
const POLL_MS = 20;
/**
 * Zombies answer signals until someone reaps them, which in a container may be never, so a group that still answers is
 * looked at member by member: after this time, and then each time twice as much has passed.
 */
const FIRST_CENSUS_MS = 50;

/**
 * Ends every process of the group that `leader` leads: SIGTERM, and SIGKILL to whoever is left `termToKillMs` later.
 * Resolves as soon as the group is empty, or when it cannot be emptied (not ours, or stuck in the kernel). Never rejects.
 * A process that moved to a group or session of its own is not reached.
 */
export async function endGroup(leader: number, termToKillMs: number): Promise<void> {
  signalGroup(leader, 'SIGTERM');
  if (await isEmptyWithin(leader, termToKillMs)) return;
  signalGroup(leader, 'SIGKILL');
  await isEmptyWithin(leader, KILL_TO_GIVING_UP_MS);
}

async function isEmptyWithin(leader: number, ms: number): Promise<boolean> {
  const startedAt = elapsedMs();
  let nextCensusMs = FIRST_CENSUS_MS;
  // These timers are not unref'd: the program must not end between the two signals.
  for (;;) {
    if (signalGroup(leader, 0) === 'empty') return true;
    const passedMs = elapsedMs() - startedAt;
    if (passedMs >= nextCensusMs) {
      if (!hasLiveMember(leader)) return true;
      nextCensusMs *= 2;
    }
    if (passedMs >= ms) return false;
    await sleep(POLL_MS);
  }
}

function signalGroup(leader: number, signal: NodeJS.Signals | 0): 'sent' | 'empty' | 'not ours' {
  try {
    process.kill(-leader, signal);
    return 'sent';
  } catch (error) {
    return errorCode(error) === 'ESRCH' ? 'empty' : 'not ours';
  }
}
