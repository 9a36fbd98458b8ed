/** Whether anything calls `tick`, and what its call lacks of the surroundings that a shell has. */
import { type Check, ok, warn } from './doctor-check.ts';
import type { DoctorFacts, ScheduledTick, ScheduleFacts } from './doctor-facts.ts';
import { duration } from './text.ts';
import { unreachable } from './unreachable.ts';

export function examineScheduler(facts: DoctorFacts): Check {
  const { schedule, self, call } = facts;
  const name = 'scheduler';
  const current = schedule.found.filter(({ isOriginal }) => !isOriginal);
  const running = current.filter(({ activity }) => activity !== 'off');
  if (running.length > 0) return examineRunning(name, running, schedule);
  const [off] = current;
  if (off) {
    const mend = off.isOurs ? `${call} schedule install` : `${systemctl(off)} enable --now ${unitOf(off)}`;
    return warn(name, `${off.by} is there, but not active`, mend);
  }
  const [original] = schedule.found;
  if (original) {
    return warn(name, `${original.by} still calls ops-monitor.py`, `write «${self} tick» in its place`);
  }
  const asked = schedule.asked.join(', ') || 'nothing that could be';
  const mend = `${call} schedule install`;
  return warn(name, `no tick is scheduled (asked: ${asked})${recentTick(facts)}`, mend);
}

function examineRunning(name: string, running: readonly ScheduledTick[], schedule: ScheduleFacts): Check {
  const summary = running.map(described).join(' and ');
  const isOfLogin = running.every(isOfUser);
  if (!isOfLogin || schedule.lingers !== false) return ok(name, summary);
  return warn(name, `${summary}, which stops when you log out`, 'loginctl enable-linger');
}

const USER_TIMER = 'systemd user timer ';

function isOfUser({ by }: ScheduledTick): boolean {
  return by.startsWith(USER_TIMER);
}

function systemctl(tick: ScheduledTick): string {
  return isOfUser(tick) ? 'systemctl --user' : 'sudo systemctl';
}

function unitOf({ by }: ScheduledTick): string | undefined {
  return by.split(' ').at(-1);
}

/** Where a tick that fails says why. */
export function lookAtLog(tick: ScheduledTick): string {
  switch (tick.kind) {
    case 'crontab':
      return 'look at the file that its line in the crontab writes to, or at the mail of cron';
    case 'systemd':
      return `${isOfUser(tick) ? 'journalctl --user' : 'sudo journalctl'} -u ${tick.service ?? unitOf(tick)}`;
    case 'launchd':
      return 'look at StandardErrorPath of its plist';
    default:
      return unreachable(tick.kind);
  }
}

const RECENT_SECONDS = 600;

/** There are schedulers that cannot be asked, such as that of a container's host. */
function recentTick({ state, now }: DoctorFacts): string {
  if (state.kind !== 'state' || state.lastTickAt === undefined) return '';
  const age = now.epochSeconds - state.lastTickAt;
  const isRecent = age >= 0 && age < RECENT_SECONDS;
  return isRecent ? `, yet one came ${duration(age)} ago: by hand, or by another scheduler` : '';
}

function described({ by, activity }: ScheduledTick): string {
  return activity === 'unknown' ? `${by} (whether it is active could not be asked)` : by;
}

/** The first schedule that is active and does not set a variable, which it would not inherit from any shell. */
export function lackedBySchedule(schedule: ScheduleFacts, variable: string): string | undefined {
  return schedule.found.find(
    ({ activity, isOriginal, variables }) =>
      activity !== 'off' && !isOriginal && !variables.includes(variable),
  )?.by;
}
