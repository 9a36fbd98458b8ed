/** Lets the system call tick, and stops it again: `schedule print|install|remove|status`. */
import type { ScheduledTick, ScheduleFacts, StateFacts } from '../core/doctor-facts.ts';
import type { SchedulerKind, TickCall } from '../core/schedule-call.ts';
import {
  type Choice,
  chooseScheduler,
  findRival,
  passingPlace,
  type SchedulerFacts,
  type Trouble,
} from '../core/schedule-choice.ts';
import type { ScheduledEnvironment } from '../core/schedule-environment.ts';
import { type NextTick, nextTick } from '../core/schedule-next.ts';
import type { Clock } from './ports.ts';
import type { ScheduleDraft, Scheduler } from './setup-ports.ts';

export interface SchedulePorts {
  readonly clock: Clock;
  readonly isMac: boolean;
  readonly schedulers: Readonly<Record<SchedulerKind, Scheduler>>;
  /** How the user calls this program. */
  readonly typed: string;
  /** The call of a tick on this host; `leftOut` are variables that it will not have. */
  call(everySeconds: number): Promise<{ readonly call: TickCall } & Pick<ScheduledEnvironment, 'leftOut'>>;
  found(signal: AbortSignal): Promise<ScheduleFacts>;
  state(): Promise<StateFacts>;
}

export interface ScheduleRequest {
  readonly scheduler: SchedulerKind | undefined;
  readonly everySeconds: number;
  readonly isForced: boolean;
}

export type Refused = { readonly kind: 'refused' } & Trouble;
export type FailedToSchedule = { readonly kind: 'failed' } & Trouble;
type Chosen = Extract<Choice, { kind: 'chosen' }>;

export type Printed = (Chosen & { readonly draft: ScheduleDraft }) | Refused;

export async function printSchedule(
  ports: SchedulePorts,
  request: ScheduleRequest,
  signal: AbortSignal,
): Promise<Printed> {
  const { found } = await ports.found(signal);
  const choice = await choose(ports, found, request.scheduler, signal);
  // Where nothing can be installed, a crontab line is what others understand best.
  const chosen = choice.kind === 'none' ? ({ ...FALLBACK, why: choice.what } as const) : choice;
  const { call } = await ports.call(request.everySeconds);
  const draft = ports.schedulers[chosen.scheduler].draft(call);
  return draft.kind === 'draft' ? { ...chosen, draft } : { ...draft, kind: 'refused' };
}

const FALLBACK = { kind: 'chosen', scheduler: 'cron' } as const;

export type InstalledSchedule =
  | {
      readonly kind: 'installed';
      readonly scheduler: SchedulerKind;
      readonly why: string;
      readonly everySeconds: number;
      /** Empty: all was as it is to be. */
      readonly places: readonly string[];
      readonly notes: readonly Trouble[];
      readonly logFile: string;
    }
  | Refused
  | FailedToSchedule;

export async function installSchedule(
  ports: SchedulePorts,
  request: ScheduleRequest,
  signal: AbortSignal,
): Promise<InstalledSchedule> {
  const facts = await ports.found(signal);
  const choice = await choose(ports, facts.found, request.scheduler, signal);
  if (choice.kind === 'none') return { kind: 'failed', what: choice.what, mend: choice.mend };
  const { scheduler, why } = choice;
  const { everySeconds, isForced } = request;
  const { call, leftOut } = await ports.call(everySeconds);
  const obstacle = isForced
    ? undefined
    : (passingPlace(call.argv) ?? findRival(facts, scheduler, ports.typed));
  if (obstacle) return { kind: 'refused', ...obstacle };
  const draft = ports.schedulers[scheduler].draft(call);
  if (draft.kind === 'inexpressible') return { ...draft, kind: 'refused' };
  const outcome = await ports.schedulers[scheduler].install(call, signal);
  if (outcome.kind === 'failed') return outcome;
  const notes = [
    ...outcome.notes,
    ...leftOut.map(({ name, mend }) => ({ what: `ticks will not have ${name}`, mend })),
  ];
  const { logFile } = call;
  return { kind: 'installed', scheduler, why, everySeconds, places: outcome.places, notes, logFile };
}

export type RemovedSchedule =
  | {
      readonly kind: 'removed';
      /** Empty: there was nothing of ours. */
      readonly places: readonly string[];
      /** What still calls tick, and was not written by us. */
      readonly others: readonly ScheduledTick[];
    }
  | FailedToSchedule;

/** Without a scheduler: whatever `install` wrote, wherever it is. */
export async function removeSchedule(
  ports: SchedulePorts,
  scheduler: SchedulerKind | undefined,
  signal: AbortSignal,
): Promise<RemovedSchedule> {
  const kinds = scheduler === undefined ? (Object.keys(ports.schedulers) as SchedulerKind[]) : [scheduler];
  const places: string[] = [];
  for (const kind of kinds) {
    const outcome = await ports.schedulers[kind].remove(signal);
    if (outcome.kind === 'failed') return outcome;
    places.push(...outcome.places);
  }
  const { found } = await ports.found(signal);
  return { kind: 'removed', places, others: found.filter(({ activity }) => activity !== 'off') };
}

export interface ScheduleStatus extends NextTick {
  readonly found: readonly ScheduledTick[];
  readonly asked: readonly string[];
  readonly lingers: boolean | undefined;
  /** Epoch seconds; undefined: none was seen. */
  readonly lastTickAt: number | undefined;
  readonly now: number;
  readonly logFile: string;
}

export async function scheduleStatus(ports: SchedulePorts, signal: AbortSignal): Promise<ScheduleStatus> {
  const [{ found, asked, lingers }, state, { call }] = await Promise.all([
    ports.found(signal),
    ports.state(),
    ports.call(60),
  ]);
  const now = ports.clock.now().epochSeconds;
  const { lastTickAt, meanTickGapSeconds } =
    state.kind === 'state' ? state : { lastTickAt: undefined, meanTickGapSeconds: undefined };
  const active = found.filter(({ activity }) => activity !== 'off');
  const next = nextTick(active, lastTickAt, meanTickGapSeconds, now);
  return { found, asked, lingers, lastTickAt, now, logFile: call.logFile, ...next };
}

async function choose(
  { isMac, schedulers }: SchedulePorts,
  found: readonly ScheduledTick[],
  asked: SchedulerKind | undefined,
  signal: AbortSignal,
): Promise<Choice> {
  const [systemd, launchd, cron] = await Promise.all([
    schedulers.systemd.trouble(signal),
    schedulers.launchd.trouble(signal),
    schedulers.cron.trouble(signal),
  ]);
  const facts: SchedulerFacts = { isMac, unusable: { systemd, launchd, cron } };
  return chooseScheduler(facts, found, asked);
}
