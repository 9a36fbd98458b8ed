/** A user's timer and service for systemd, as texts. */
import { findInexpressible, type Inexpressible, type ScheduleText, type TickCall } from './schedule-call.ts';

/** Not `ops-monitor.timer`: that name is for those who write their own. */
export const TIMER = 'ops-monitor-tick.timer';
export const SERVICE = 'ops-monitor-tick.service';

/** The first line of each file of ours, whatever the kind. A file without it is somebody else's. */
const MARK = 'Written by ops-monitor schedule install; ops-monitor schedule remove takes it away.';

export function isOurUnit(text: string): boolean {
  return text.startsWith(`# ${MARK}`);
}

export type UnitTexts = { readonly kind: 'texts'; readonly texts: readonly ScheduleText[] } | Inexpressible;

/** `folder`: where the user's units are; absolute. */
export function systemdUnits(call: TickCall, folder: string): UnitTexts {
  return (
    findInexpressible(call) ?? {
      kind: 'texts',
      texts: [
        { path: `${folder}/${SERVICE}`, text: serviceOf(call) },
        { path: `${folder}/${TIMER}`, text: timerOf(call) },
      ],
    }
  );
}

function serviceOf({ argv, env }: TickCall): string {
  const variables = Object.entries(env).map(([name, value]) => `Environment=${word(`${name}=${value}`)}`);
  return `# ${MARK}
[Unit]
Description=ops-monitor: one round of watching
Documentation=https://github.com/Zjianru/ops-framework

[Service]
Type=oneshot
${variables.join('\n')}
ExecStart=${argv.map((one) => word(one).replaceAll('$', '$$$$')).join(' ')}
# Jobs that a tick resumes live in this unit and outlive the tick: only the tick itself is ended with it.
KillMode=process
# A job that the kernel ends for want of memory takes no tick with it.
OOMPolicy=continue
# All that a tick does has a time limit of its own. This is for what nobody thought of, and longer than any of them.
TimeoutStartSec=30min
TimeoutStopSec=15s
# No more than that is shut off, on purpose, as the jobs would be shut in with the tick: NoNewPrivileges (and what brings
# it along, such as SystemCallFilter) takes sudo from them, PrivateTmp the files that others left in /tmp, ProtectHome and
# ProtectSystem the places where they write, UMask and Nice what they set for themselves.
`;
}

function timerOf({ everySeconds }: TickCall): string {
  return `# ${MARK}
[Unit]
Description=ops-monitor every ${everySeconds} s

[Timer]
# The first time, at each start of this user's manager as well: without it nothing would ever begin.
OnActiveSec=1s
OnUnitInactiveSec=${everySeconds}s
# systemd's own minute of leeway would make some ticks two minutes apart.
AccuracySec=1s
# Of use once you add an OnCalendar= here: what was missed while the host was off is then made up for.
Persistent=true

[Install]
WantedBy=timers.target
`;
}

/** One word for systemd, which knows quotes, backslashes and % of its own. */
function word(text: string): string {
  const escaped = text.replaceAll('%', '%%');
  if (/^[\w@%+=:,./-]+$/.test(text)) return escaped;
  return `"${escaped.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Seconds between two calls, of a timer that `systemdUnits` wrote. */
export function intervalOfTimer(text: string): number | undefined {
  const [, seconds] = /^OnUnitInactiveSec=(\d+)s$/m.exec(text) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}
