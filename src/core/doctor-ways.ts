/** What the two ways to the owner need, so that one missing thing is one fail and not five (SPEC section 9). */
import { type Check, type CheckLevel, ok } from './doctor-check.ts';
import type { ChannelFindings, DoctorFacts } from './doctor-facts.ts';

/** `spare`: the other way is there. `unused`: notify.transport asks for the other one alone. */
export type Need = 'required' | 'spare' | 'unused';

export function needOfDirect({ transport, explanation }: ChannelFindings): Need {
  if (transport === 'openclaw') return 'unused';
  return transport === 'auto' && explanation.program.kind === 'found' ? 'spare' : 'required';
}

/** Where neither way is open, it is the direct one that is missed: less is needed for it. */
export function needOfProgram({ transport, explanation }: ChannelFindings): Need {
  if (transport === 'telegram') return 'unused';
  if (transport === 'openclaw') return 'required';
  const isOnlyWay = explanation.token.kind === 'missing' && explanation.program.kind === 'found';
  return isOnlyWay ? 'required' : 'spare';
}

/** A check of something that one of the ways needs and lacks. */
export function lacking(name: string, need: Need, summary: string, mend: string): Check {
  return { name, level: LEVELS[need], summary, mend };
}

const LEVELS: Readonly<Record<Need, CheckLevel>> = { required: 'fail', spare: 'warn', unused: 'ok' };

export function notUsed(name: string, { transport }: ChannelFindings): Check {
  return ok(name, `not used (notify.transport is ${transport})`);
}

/** All that a request to the Bot API is made of is there. */
export function isDirectOpen({ transport, explanation }: ChannelFindings): boolean {
  const { token, apiRoot, proxy } = explanation;
  return transport !== 'openclaw' && [token, apiRoot, proxy].every(({ kind }) => kind === 'found');
}

/** As far as can be told without sending: it runs, and its gateway is not known to be down. */
export function canOpenclawSend({ program, gateway }: ChannelFindings): boolean {
  return program?.version !== undefined && gateway !== 'silent';
}

export function hasOpenclawJson({ channel, files }: DoctorFacts): boolean {
  const { path } = channel.explanation.config;
  return files.some((file) => file.path === path && file.access !== undefined);
}

/** Openclaw.json could not be read whole, and something is missing that stands there as a rule. */
export function isOpenclawJsonAtFault(facts: DoctorFacts): boolean {
  const { channel } = facts;
  const { config, target, token } = channel.explanation;
  const lacksTarget = target.value === undefined && scheduledTarget(facts) === undefined;
  const lacksToken = needOfDirect(channel) !== 'unused' && token.kind === 'missing';
  return config.problems.length > 0 && (lacksTarget || lacksToken);
}

/** What only follows from the trouble with openclaw.json. */
export function followsFromOpenclawJson(facts: DoctorFacts): string {
  return `not known while openclaw.json ${hasOpenclawJson(facts) ? 'cannot be read' : 'is not there'}`;
}

/** Whom the scheduled tick tells, where its call says so. */
export function scheduledTarget({ schedule }: DoctorFacts): string | undefined {
  return schedule.found.find(({ activity, target }) => activity !== 'off' && target !== undefined)?.target;
}
