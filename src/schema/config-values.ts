/** From what is written to what the core works with: every key has a value, layer laid over layer (SPEC section 4). */
import type { AfterRule, Job, Locale, NotifySettings, Policy, QuietHours } from '../core/model.ts';
import { readId } from './config-messages.ts';
import type { WrittenJob, WrittenNotify, WrittenPolicy } from './config-shape.ts';

export const BUILT_IN_POLICY: Policy = {
  reportEverySeconds: 1800,
  stallSeconds: 3600,
  autoResume: false,
  autoResumeBackoffSeconds: 900,
  quietHours: { start: '23:00', end: '08:00' },
  reportWhileRunning: true,
  onlyOnChange: false,
  statusTimeoutSeconds: 30,
  failuresBeforeAlert: 1,
};

export const DEFAULT_PROBE_CONCURRENCY = 8;
export const DEFAULT_LOCALE: Locale = 'zh-CN';

/** `over` wins key by key, in quietHours too. */
export function layPolicy(over: WrittenPolicy, under: Policy): Policy {
  return {
    reportEverySeconds: over.reportEverySeconds ?? under.reportEverySeconds,
    stallSeconds: over.stallSeconds ?? under.stallSeconds,
    autoResume: over.autoResume ?? under.autoResume,
    autoResumeBackoffSeconds: over.autoResumeBackoffSeconds ?? under.autoResumeBackoffSeconds,
    quietHours: over.quietHours ? layQuietHours(over.quietHours, under.quietHours) : under.quietHours,
    reportWhileRunning: over.reportWhileRunning ?? under.reportWhileRunning,
    onlyOnChange: over.onlyOnChange ?? under.onlyOnChange,
    statusTimeoutSeconds: over.statusTimeoutSeconds ?? under.statusTimeoutSeconds,
    failuresBeforeAlert: over.failuresBeforeAlert ?? under.failuresBeforeAlert,
  };
}

function layQuietHours(over: NonNullable<WrittenPolicy['quietHours']>, under: QuietHours): QuietHours {
  const timezone = over.timezone ?? under.timezone;
  const hours = { start: clockTime(over.start ?? under.start), end: clockTime(over.end ?? under.end) };
  return timezone === undefined ? hours : { ...hours, timezone };
}

/** `8:00` is `08:00`. */
function clockTime(written: string): string {
  return written.padStart('HH:MM'.length, '0');
}

export function resolveNotify(written: WrittenNotify): NotifySettings {
  return {
    transport: written.transport ?? 'auto',
    target: written.target === undefined ? undefined : String(written.target).trim(),
    account: written.account?.trim(),
    threadId: written.threadId === undefined ? undefined : Number(written.threadId),
    openclawBin: written.openclawBin,
    silentRoutine: written.silentRoutine ?? false,
  };
}

/** A job whose written shape is sound. `after` are those of its rules that lead somewhere. */
export function resolveJob(written: WrittenJob, after: readonly AfterRule[], defaults: Policy): Job {
  const id = written.id.trim();
  return {
    id,
    name: written.name?.trim() || id,
    kind: written.kind,
    risk: written.risk,
    enabled: written.enabled ?? false,
    cwd: written.cwd?.trim() ? written.cwd : undefined,
    commands: resolveCommands(written.commands),
    policy: written.policy ? layPolicy(written.policy, defaults) : defaults,
    approval: {
      required: written.approval?.required ?? true,
      granted: written.approval?.granted ?? false,
    },
    after,
  };
}

/** Unknown keys stay behind. */
function resolveCommands({ start, stop, status, run }: WrittenJob['commands']): Job['commands'] {
  return { start, stop, status, run };
}

export function resolveAfter(written: WrittenJob['after']): AfterRule[] {
  return (written ?? []).map((rule) => ({
    jobId: readId(rule.jobId) ?? rule.jobId,
    when: rule.when ?? 'success',
    delaySeconds: rule.delaySeconds ?? 0,
  }));
}
