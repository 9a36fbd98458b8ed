/** What keeps a way to the owner from being gone, in a few lines each of which a person can act upon. */
import { type ChannelFacts, explainProgram, unreadableOf } from './channel-facts.ts';
import type { ProgramFinding } from './openclaw-program.ts';
import type { BotApiAccess } from './telegram-notifier.ts';

type AccessFinding = { readonly kind: 'access'; readonly access: BotApiAccess } | Lack;

interface Lack {
  readonly kind: 'lacking';
  readonly detail: string;
  readonly mend: string;
  /** Places where nothing was found. */
  readonly tried: readonly string[];
}

/** What the Bot API is called with, or the first thing that lacks. */
export function accessOf(
  { token, apiRoot, proxy }: ChannelFacts,
  limits?: BotApiAccess['limits'],
): AccessFinding {
  if (token.kind !== 'found') {
    // The place that is set, but cannot be used, is in the detail itself.
    const tried = token.tried.filter((place) => place !== token.detail);
    return { kind: 'lacking', detail: token.detail, mend: token.mend, tried };
  }
  if (apiRoot.kind !== 'url')
    return { kind: 'lacking', detail: apiRoot.detail, mend: apiRoot.mend, tried: [] };
  if (proxy.kind === 'unusable')
    return { kind: 'lacking', detail: proxy.detail, mend: proxy.mend, tried: [] };
  const access = { token: token.token, apiRoot, proxy };
  return { kind: 'access', access: limits ? { ...access, limits } : access };
}

/** Where the Bot API alone is to be used. `mend`: where it is not told beside. */
export function telegramLines(facts: ChannelFacts, { detail, tried }: Lack, mend?: string): string {
  const places = tried.map((place) => place.replace(/: not set$/, ''));
  return [
    ...facts.setup.problems,
    `Telegram: ${detail}`,
    ...(mend === undefined ? [] : [mend]),
    ...listLines('nothing is set in', places),
  ].join('\n');
}

/** Where openclaw alone is to be used. */
export function programLines(program: ProgramFinding): string {
  const finding = explainProgram(program);
  if (finding.kind === 'found') return '';
  return [`openclaw: ${finding.detail}`, finding.mend, ...listLines('looked for', finding.tried)].join('\n');
}

/** Where neither way can be gone. What cannot be read comes first: with it mended the rest may be well. */
export function noWayLines(facts: ChannelFacts): string {
  const program = explainProgram(facts.program);
  const telegram = accessOf(facts);
  if (program.kind === 'found' || telegram.kind === 'access') return 'no way to send';
  return [
    ...unreadableOf(facts),
    `no way to send: ${telegram.detail}, and ${program.detail}`,
    telegram.mend,
    `or ${program.mend}`,
    'ops-monitor doctor shows more',
  ].join('\n');
}

/** What keeps one of the two ways from being gone. */
export function lacksOf(facts: ChannelFacts): readonly string[] {
  const program = explainProgram(facts.program);
  const telegram = accessOf(facts);
  return [
    ...(telegram.kind === 'lacking'
      ? [...unreadableOf(facts), `the direct way is not open: ${telegram.detail}`, telegram.mend]
      : []),
    ...(program.kind === 'missing' ? [`${program.detail} (${program.mend})`] : []),
  ];
}

const LONGEST_LINE = 200;

/** A list as lines of a bearable length, each of which goes on where the one before has ended with a comma. */
function listLines(beginning: string, items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const [index, item] of items.entries()) {
    const word = index < items.length - 1 ? `${item},` : item;
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= LONGEST_LINE) lines[lines.length - 1] = longer;
    else lines.push(lines.length === 0 ? `${beginning} ${word}` : word);
  }
  return lines;
}
