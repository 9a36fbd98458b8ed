/** Who is told: the first of the places in OPENCLAW.md section 3 that names somebody. */
import type { OpenclawConfig } from '../schema/openclaw-config.ts';
import { unresolvedIn } from './openclaw-variables.ts';
import { type AccountSettings, type Agent, agentsOf, defaultAgent } from './telegram-account.ts';
import { formatTarget, parseTarget, withThread } from './telegram-target.ts';

export interface RecipientRequest {
  /** `--target`. */
  readonly flag: string | undefined;
  /** `notify.target` and `notify.threadId` of the job file. */
  readonly notifyTarget: string | undefined;
  readonly notifyThreadId: number | undefined;
  readonly config: OpenclawConfig;
  readonly account: AccountSettings;
}

export interface Recipient {
  /** Undefined: nobody is named anywhere. May be no valid target where a person wrote it: sending then says so. */
  readonly target: string | undefined;
  /** The place that named it. */
  readonly from: string | undefined;
  /** What was looked at before, in order, each with the reason why it did not do. */
  readonly tried: readonly string[];
}

interface Candidate {
  readonly place: string;
  readonly value: string | undefined;
  /** Why there is no value, where «not set» would not say it. */
  readonly why?: string | undefined;
}

/** What a person typed wins as it is; what openclaw.json holds must be a target, or the next place is asked. */
export function chooseRecipient(request: RecipientRequest): Recipient {
  const { flag, notifyTarget, notifyThreadId } = request;
  if (flag?.trim()) return { target: flag.trim(), from: '--target', tried: [] };
  const tried = ['--target: not given'];
  if (notifyTarget?.trim()) {
    return { target: withThread(notifyTarget.trim(), notifyThreadId), from: 'notify.target', tried };
  }
  tried.push('notify.target: not set');
  for (const candidate of candidates(request)) {
    const target = candidate.value === undefined ? undefined : parseTarget(candidate.value);
    if (target) {
      return { target: withThread(formatTarget(target), notifyThreadId), from: candidate.place, tried };
    }
    tried.push(`${candidate.place}: ${whyNot(candidate)}`);
  }
  return { target: undefined, from: undefined, tried };
}

function whyNot({ value, why }: Candidate): string {
  if (value === undefined) return why ?? 'not set';
  const [variable] = unresolvedIn(value);
  return variable === undefined ? 'is no Telegram target' : `variable ${variable} is not set`;
}

function candidates({ config, account }: RecipientRequest): readonly Candidate[] {
  return [
    ...heartbeatAgents(config).map(heartbeatCandidate),
    { place: 'channels.telegram defaultTo', value: account.defaultTo },
    ownerCandidate(config.commands?.ownerAllowFrom ?? []),
    allowedCandidate(account.allowFrom),
  ];
}

/** Agent `main` first, then the default one where that is another. */
function heartbeatAgents(config: OpenclawConfig): readonly Agent[] {
  const main = agentsOf(config).find((agent) => agent.id === 'main');
  const other = defaultAgent(config);
  return main && main.id !== other.id ? [main, other] : [main ?? other];
}

function heartbeatCandidate({ id, heartbeat }: Agent): Candidate {
  const place = `heartbeat of agent ${id}`;
  if (heartbeat.target === 'telegram') {
    return { place, value: heartbeat.to, why: 'its target is telegram, but to is not set' };
  }
  const why = heartbeat.target === undefined ? undefined : `its target is ${heartbeat.target}, not telegram`;
  return { place, value: undefined, why };
}

function ownerCandidate(owners: readonly string[]): Candidate {
  return {
    place: 'commands.ownerAllowFrom',
    value: owners.find((owner) => /^(?:telegram|tg):/i.test(owner.trim())),
    why: owners.length > 0 ? 'no entry begins with telegram:' : undefined,
  };
}

/** Only people: a positive number. `*` lets everybody in and names nobody; a negative number is a group. */
function allowedCandidate(allowed: readonly string[]): Candidate {
  const people = allowed.map((entry) => entry.trim().replace(/^(?:telegram|tg):/i, ''));
  return {
    place: 'channels.telegram allowFrom',
    value: people.find((entry) => /^[1-9]\d*$/.test(entry)),
    why: people.length > 0 ? 'no entry is the number of a person' : undefined,
  };
}
