/** Schedulers in memory, with what was asked of them. */

import type { SchedulePorts } from '../../src/app/schedule.ts';
import type { ScheduleOutcome, Scheduler } from '../../src/app/setup-ports.ts';
import type { ScheduleFacts } from '../../src/core/doctor-facts.ts';
import type { SchedulerKind } from '../../src/core/schedule-call.ts';
import { createFakeClock } from './fake-clock.ts';
import { HEALTHY } from './healthy-facts.ts';
import { PLAIN_CALL } from './tick-calls.ts';

export interface FakeSchedulers extends SchedulePorts {
  /** `install systemd 60`, in order. */
  readonly asked: string[];
}

export interface FakeSchedulersOptions {
  readonly isMac?: boolean;
  /** Those that can be used; all of them where nothing is said. */
  readonly usable?: readonly SchedulerKind[];
  readonly facts?: ScheduleFacts;
  readonly outcome?: ScheduleOutcome;
  readonly inexpressible?: boolean;
  readonly argv?: readonly string[];
  readonly leftOut?: readonly { readonly name: string; readonly mend: string }[];
  readonly state?: Awaited<ReturnType<SchedulePorts['state']>>;
}

const NOTHING: ScheduleFacts = { found: [], asked: ['crontab'] };

export function createFakeSchedulers(options: FakeSchedulersOptions = {}): FakeSchedulers {
  const asked: string[] = [];
  const schedulerOf = (kind: SchedulerKind): Scheduler => ({
    async trouble() {
      const isUsable = options.usable?.includes(kind) ?? true;
      return isUsable ? undefined : { what: `no ${kind} here`, mend: 'use another' };
    },
    draft: () =>
      options.inexpressible
        ? { kind: 'inexpressible', what: 'it cannot be written', mend: 'change it' }
        : { kind: 'draft', texts: [{ path: `/${kind}`, text: 'the text\n' }], commands: ['then this'] },
    async install({ everySeconds }) {
      asked.push(`install ${kind} ${everySeconds}`);
      return options.outcome ?? { kind: 'done', places: [`/${kind}`], notes: [] };
    },
    async remove() {
      asked.push(`remove ${kind}`);
      return options.outcome ?? { kind: 'done', places: kind === 'cron' ? ['/cron'] : [], notes: [] };
    },
  });
  return {
    asked,
    clock: createFakeClock(),
    isMac: options.isMac ?? false,
    typed: 'ops-monitor',
    schedulers: {
      systemd: schedulerOf('systemd'),
      launchd: schedulerOf('launchd'),
      cron: schedulerOf('cron'),
    },
    call: async (everySeconds) => ({
      call: { ...PLAIN_CALL, argv: options.argv ?? PLAIN_CALL.argv, everySeconds },
      leftOut: options.leftOut ?? [],
    }),
    found: async () => options.facts ?? NOTHING,
    state: async () => options.state ?? HEALTHY.state,
  };
}
