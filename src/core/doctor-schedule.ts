/** Whether anything calls `tick`, and what its call lacks of the surroundings that a shell has. */
import { type Check, ok, warn } from './doctor-check.ts';
import type { DoctorFacts, ScheduledTick, ScheduleFacts } from './doctor-facts.ts';
import { duration } from './text.ts';

export function examineScheduler(facts: DoctorFacts): Check {
  const { schedule, self } = facts;
  const name = 'scheduler';
  const ours = schedule.found.filter(({ isOriginal }) => !isOriginal);
  const running = ours.filter(({ activity }) => activity !== 'off');
  if (running.length > 0) return ok(name, running.map(described).join(' and '));
  const [off] = ours;
  if (off) {
    const unit = off.by.split(' ').at(-1);
    return warn(name, `${off.by} is there, but not active`, `systemctl --user enable --now ${unit}`);
  }
  const [original] = schedule.found;
  if (original) {
    return warn(name, `${original.by} still calls ops-monitor.py`, `write «${self} tick» in its place`);
  }
  const asked = schedule.asked.join(', ') || 'nothing that could be';
  const mend = `crontab -e, and add the line: * * * * * ${self} tick`;
  return warn(name, `no tick is scheduled (asked: ${asked})${recentTick(facts)}`, mend);
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
