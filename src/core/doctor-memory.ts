/** What ops-monitor keeps for itself: who may touch it, whether it is whole, and whether its times can be right. */
import { type Check, fail, ok, shellWord, warn } from './doctor-check.ts';
import type { DoctorFacts, FileFacts, LockFacts } from './doctor-facts.ts';
import { lookAtLog } from './doctor-schedule.ts';
import { counted } from './doctor-setup.ts';
import { duration } from './text.ts';

export function examineState({ state, now, schedule, call }: DoctorFacts): Check {
  const name = 'state';
  const scheduled = schedule.found.find(({ activity, isOriginal }) => activity === 'on' && !isOriginal);
  switch (state.kind) {
    case 'absent':
      // Where no tick is scheduled that is the trouble, and the check of the scheduler says so.
      return scheduled === undefined
        ? ok(name, `${state.path} is not there yet: the first tick makes it`)
        : warn(
            name,
            `${state.path} is not there yet, although a tick is scheduled`,
            `${call} schedule status says when the first one comes`,
          );
    case 'unreadable':
      return fail(
        name,
        state.detail,
        'make it a file that you may read and write, or name another with --state-file',
      );
    case 'unparsable': {
      const summary = `${state.path} ${state.detail}: the next tick keeps it aside and begins afresh`;
      return fail(name, summary, 'put a copy that is whole in its place before that, where you have one');
    }
    case 'state':
      break;
  }
  const { revision, lastTickAt, meanTickGapSeconds, dropped } = state;
  if (dropped.length > 0) {
    const summary = `${state.path} holds what is no state, and the next write leaves it out: ${dropped.join(', ')}`;
    return warn(name, summary);
  }
  if (lastTickAt === undefined) return ok(name, `revision ${revision}, no tick has written it yet`);
  const age = now.epochSeconds - lastTickAt;
  if (age < -MOST_AHEAD_SECONDS) {
    return warn(name, `the last tick is dated ${duration(-age)} ahead: the clock was set back since`);
  }
  const summary = `revision ${revision}, the last tick was ${duration(age)} ago`;
  const isLate = age > Math.max(LATE_SECONDS, 3 * (meanTickGapSeconds ?? 0));
  if (!isLate || scheduled === undefined) return ok(name, summary);
  return warn(name, `${summary}, although one is scheduled (${scheduled.by})`, lookAtLog(scheduled));
}

const MOST_AHEAD_SECONDS = 120;
const LATE_SECONDS = 900;

export function examineOutbox({ state, now }: DoctorFacts): Check {
  const name = 'outbox';
  if (state.kind === 'absent') return ok(name, 'empty');
  if (state.kind !== 'state') return ok(name, 'not known, as the state cannot be read');
  const { waiting } = state;
  if (waiting.length === 0) return ok(name, 'empty');
  const oldest = Math.min(...waiting.map(({ createdAt }) => createdAt));
  const age = duration(now.epochSeconds - oldest);
  const lastError = waiting.findLast((report) => report.lastError !== undefined)?.lastError;
  const summary = `${counted(waiting.length, 'report')} ${waiting.length === 1 ? 'waits' : 'wait'}, the oldest for ${age}`;
  const why = lastError === undefined ? '' : `; last error: ${lastError}`;
  const nextTry = Math.min(...waiting.map(({ nextAttemptAt }) => nextAttemptAt)) - now.epochSeconds;
  const mend = `mend what is named above; ${nextTry > 0 ? `it is tried again in ${duration(nextTry)}` : 'the next tick tries again'}`;
  return warn(name, summary + why, mend);
}

export function examinePermissions({ files }: DoctorFacts): Check {
  const name = 'permissions';
  const blocked = files.find(({ role, access }) => role === 'state folder' && access?.canWrite === false);
  if (blocked) {
    const owner = `it belongs to user ${blocked.access?.owner}`;
    return fail(
      name,
      `the state cannot be saved: this user may not write to ${blocked.path} (${owner})`,
      `sudo chown -R "$(id -u)" ${shellWord(blocked.path)}`,
    );
  }
  const foreign = files.find(isForeignToRoot);
  if (foreign) {
    const owner = foreign.access?.owner;
    const summary = `you are root, and ${foreign.path} belongs to user ${owner}`;
    return warn(
      name,
      summary,
      `run ops-monitor as user ${owner}: what root makes there, that user cannot change`,
    );
  }
  const open = files.filter(({ role, access }) => HOLDS_SECRETS.includes(role) && isOpen(access));
  const paths = open.map(({ path }) => path);
  if (paths.length > 0) {
    return warn(
      name,
      `others may read or write ${paths.join(' and ')}`,
      `chmod 600 ${paths.map(shellWord).join(' ')}`,
    );
  }
  const isAnyThere = files.some(({ role, access }) => HOLDS_SECRETS.includes(role) && access !== undefined);
  return ok(name, `the state can be saved${isAnyThere ? ', and what may hold secrets is yours alone' : ''}`);
}

const HOLDS_SECRETS: readonly FileFacts['role'][] = ['state', 'openclaw file'];

function isForeignToRoot({ role, access }: FileFacts): boolean {
  return role !== 'openclaw file' && access?.user === 0 && access.owner !== 0;
}

function isOpen(access: FileFacts['access']): boolean {
  return access !== undefined && (access.othersCanRead || access.othersCanWrite);
}

export function examineLocks({ locks }: DoctorFacts): Check {
  const name = 'locks';
  const is = <K extends LockFacts['kind']>(kind: K) =>
    locks.filter((lock): lock is Extract<LockFacts, { kind: K }> => lock.kind === kind);
  const [obstructed] = is('obstructed');
  if (obstructed)
    return fail(name, `${obstructed.path} is in the way of a lock`, `rm ${shellWord(obstructed.path)}`);
  const [left] = is('left');
  if (left) {
    const summary = `${left.path} was left by ${left.owner ?? 'a process'} that ended without giving it back`;
    return warn(name, summary, 'nothing to do: the next tick clears it away');
  }
  const held = is('held').map(({ owner }) => owner ?? 'somebody unnamed');
  return ok(name, held.length === 0 ? 'none' : `held by ${[...new Set(held)].join(' and ')}`);
}

/** 2025-01-01 UTC: this program is younger. */
const EARLIEST = 1_735_689_600;
const MOST_OFF_SECONDS = 60;
const SET_CLOCK = 'let the host keep its time: sudo timedatectl set-ntp true, or the date settings of macOS';

export function examineClock({ now, channel }: DoctorFacts): Check {
  const name = 'clock';
  const { hour, minute, second } = now.wallTime();
  const here = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
  const summary = `${here} here, ${now.iso.slice(0, 19)} UTC`;
  if (now.epochSeconds < EARLIEST) return fail(name, `${summary}, which cannot be`, SET_CLOCK);
  const ahead = channel.botApi?.kind === 'answers' ? channel.botApi.aheadSeconds : undefined;
  if (ahead === undefined) return ok(name, summary);
  if (Math.abs(ahead) <= MOST_OFF_SECONDS) return ok(name, `${summary}, as at the Bot API`);
  const direction = ahead > 0 ? 'ahead of' : 'behind';
  return warn(name, `${summary}, ${duration(Math.abs(ahead))} ${direction} the Bot API`, SET_CLOCK);
}
