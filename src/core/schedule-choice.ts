/** Which scheduler is to call, and whether it may be asked to. */
import type { ScheduledTick, ScheduleFacts } from './doctor-facts.ts';
import type { SchedulerKind } from './schedule-call.ts';
import { unreachable } from './unreachable.ts';

export interface SchedulerFacts {
  readonly isMac: boolean;
  /** Why each cannot be used here, for people; undefined: it can. */
  readonly unusable: Readonly<Record<SchedulerKind, Trouble | undefined>>;
}

export interface Trouble {
  readonly what: string;
  readonly mend: string;
}

export type Choice =
  | { readonly kind: 'chosen'; readonly scheduler: SchedulerKind; readonly why: string }
  | ({ readonly kind: 'none' } & Trouble);

/** `asked`: by a flag. What is there from an earlier time is kept, so that a second call adds no second tick. */
export function chooseScheduler(
  facts: SchedulerFacts,
  found: readonly ScheduledTick[],
  asked: SchedulerKind | undefined,
): Choice {
  if (asked !== undefined) return { kind: 'chosen', scheduler: asked, why: 'you asked for it' };
  const ours = found.find(({ isOurs }) => isOurs);
  if (ours) return { kind: 'chosen', scheduler: schedulerOf(ours), why: 'it was installed before' };
  const { isMac, unusable } = facts;
  if (isMac) return { kind: 'chosen', scheduler: 'launchd', why: 'this is macOS' };
  if (unusable.systemd === undefined) {
    return { kind: 'chosen', scheduler: 'systemd', why: 'systemd answers for this user' };
  }
  if (unusable.cron === undefined) return { kind: 'chosen', scheduler: 'cron', why: unusable.systemd.what };
  const what = `no scheduler can be used here: ${unusable.systemd.what}; ${unusable.cron.what}`;
  return {
    kind: 'none',
    what,
    mend: 'install cron; or let whatever starts programs here call what print shows',
  };
}

function schedulerOf({ kind }: ScheduledTick): SchedulerKind {
  return kind === 'crontab' ? 'cron' : kind;
}

/** Another call that is there already: two ticks a minute would cost twice and tell nothing more. */
export function findRival(
  { found }: ScheduleFacts,
  scheduler: SchedulerKind,
  typed: string,
): Trouble | undefined {
  const rival = found.find(
    (tick) => tick.activity !== 'off' && !(tick.isOurs && schedulerOf(tick) === scheduler),
  );
  if (rival === undefined) return undefined;
  const what = `a tick is scheduled already: ${rival.by}`;
  const force = '--force adds one all the same';
  if (rival.isOurs) {
    return { what, mend: `${typed} schedule remove --${schedulerOf(rival)} takes it away; ${force}` };
  }
  const program = rival.isOriginal ? ', which calls ops-monitor.py' : ', which was written by hand';
  return { what: `${what}${program}`, mend: `take it away first (${whereToRemove(rival)}); ${force}` };
}

function whereToRemove({ kind, by }: ScheduledTick): string {
  const name = by.split(' ').at(-1);
  switch (kind) {
    case 'crontab':
      return 'crontab -e';
    case 'systemd':
      return by.includes(' user ')
        ? `systemctl --user disable --now ${name}`
        : `systemctl disable --now ${name}`;
    case 'launchd':
      return `launchctl bootout gui/$(id -u) ${name}`;
    default:
      return unreachable(kind);
  }
}

/** npx keeps a program for a while only: what is scheduled there would fail some day without a word. */
export function passingPlace(argv: readonly string[]): Trouble | undefined {
  if (!argv.some((word) => word.includes('/_npx/'))) return undefined;
  const what = 'this program was fetched by npx, which clears it away some day';
  return { what, mend: 'npm install --global ops-framework, then ops-monitor schedule install' };
}
