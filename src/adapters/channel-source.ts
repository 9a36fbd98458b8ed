import type { ChannelSource, Clock, Notifier, ProcessRunner } from '../app/ports.ts';
import type { SendOutcome, Transport } from '../core/model.ts';
import { type GatewayState, orderWays, type Way } from '../core/openclaw-ways.ts';
import { createRedact } from '../core/telegram-redact.ts';
import {
  type ChannelFacts,
  type ChannelHost,
  explainProgram,
  explainSource,
  gatherChannelFacts,
} from './channel-facts.ts';
import { probeGateway } from './gateway-probe.ts';
import { createOpenclawNotifier, type OpenclawWay } from './openclaw-notifier.ts';
import { type BotApiAccess, createTelegramNotifier } from './telegram-notifier.ts';
import { createWayNotifier } from './way-notifier.ts';

export interface ChannelDeps extends ChannelHost {
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  /** Shorter ones for tests. */
  readonly limits?: {
    readonly openclaw?: OpenclawWay['limits'];
    readonly telegram?: BotApiAccess['limits'];
    readonly gatewayMs?: number;
  };
}

/** The way to the owner as openclaw.json describes it (SPEC section 9, OPENCLAW.md). Opened only when something is to be sent. */
export function createChannelSource(deps: ChannelDeps): ChannelSource {
  return {
    async open(request) {
      const facts = await gatherChannelFacts(deps, request);
      const { transport, account } = request.notify;
      const notifier = createWayNotifier({
        order: (signal) => orderOf(facts, transport, deps, signal),
        notifiers: { openclaw: openclawWay(facts, account, deps), telegram: telegramWay(facts, deps) },
        none: noWay(facts),
        lacks: transport === 'auto' ? lacksOf(facts) : [],
        movedChats: request.movedChats ?? {},
        clock: deps.clock,
      });
      return { target: facts.recipient.target, source: explainSource(facts), notifier };
    },
  };
}

/** The gateway is tested only where the answer matters: where both ways can be gone. */
async function orderOf(
  facts: ChannelFacts,
  transport: Transport,
  deps: ChannelDeps,
  signal: AbortSignal | undefined,
): Promise<readonly Way[]> {
  const isOpenclawFound = facts.program.kind === 'found';
  const isTelegramUsable = accessOf(facts, deps).kind === 'access';
  const isChoice = transport === 'auto' && isOpenclawFound && isTelegramUsable;
  const gateway = isChoice ? await testGateway(facts, deps, signal) : 'untested';
  return orderWays({ transport, isOpenclawFound, isTelegramUsable, gateway }).ways;
}

async function testGateway(
  { gateway }: ChannelFacts,
  { limits }: ChannelDeps,
  signal: AbortSignal | undefined,
): Promise<GatewayState> {
  return gateway.kind === 'local' ? probeGateway(gateway.port, signal, limits?.gatewayMs) : 'untested';
}

function openclawWay(facts: ChannelFacts, account: string | undefined, deps: ChannelDeps): Notifier {
  const { program, token, setup } = facts;
  if (program.kind === 'absent') {
    // Not refused: while it is being updated the program is away for a minute.
    return always({ kind: 'failed', detail: `openclaw: ${missingProgram(facts)}` });
  }
  return createOpenclawNotifier({
    program,
    runner: deps.runner,
    account: account?.trim() || undefined,
    stateDir: setup.paths.stateDir,
    redact: createRedact([token.kind === 'found' ? token.token : undefined]),
    ...(deps.limits?.openclaw ? { limits: deps.limits.openclaw } : {}),
  });
}

function telegramWay(facts: ChannelFacts, deps: ChannelDeps): Notifier {
  const found = accessOf(facts, deps);
  if (found.kind === 'access') return createTelegramNotifier(found.access, deps.clock);
  const detail = `Telegram: ${found.detail}`;
  // A config that cannot be read may be in the middle of an edit: the next tick asks again.
  return always(
    isReadable(facts) ? { kind: 'refused', detail, mend: found.mend } : { kind: 'failed', detail },
  );
}

type AccessFinding =
  | { readonly kind: 'access'; readonly access: BotApiAccess }
  | { readonly kind: 'lacking'; readonly detail: string; readonly mend: string };

/** What the Bot API is called with, or the first thing that lacks. */
export function accessOf(
  { token, apiRoot, proxy, setup }: ChannelFacts,
  { limits }: Pick<ChannelDeps, 'limits'>,
): AccessFinding {
  if (token.kind !== 'found') {
    // The cause first: with it mended the token may be there.
    return { kind: 'lacking', detail: [...setup.problems, token.detail].join('; '), mend: token.mend };
  }
  if (apiRoot.kind !== 'url') return { kind: 'lacking', detail: apiRoot.detail, mend: apiRoot.mend };
  if (proxy.kind === 'unusable') return { kind: 'lacking', detail: proxy.detail, mend: proxy.mend };
  const access = { token: token.token, apiRoot, proxy };
  return { kind: 'access', access: limits?.telegram ? { ...access, limits: limits.telegram } : access };
}

function isReadable({ setup }: ChannelFacts): boolean {
  return setup.problems.length === 0;
}

function noWay(facts: ChannelFacts): SendOutcome {
  const direct = lackOfTelegram(facts).join('');
  return { kind: 'failed', detail: `no way to send: ${missingProgram(facts)}; ${direct}` };
}

/** What keeps one of the two ways from being gone. */
function lacksOf(facts: ChannelFacts): readonly string[] {
  const program = explainProgram(facts.program);
  const lackOfProgram = program.kind === 'missing' ? [`${program.detail} (${program.mend})`] : [];
  return [...lackOfProgram, ...lackOfTelegram(facts)];
}

function lackOfTelegram(facts: ChannelFacts): readonly string[] {
  const telegram = accessOf(facts, {});
  return telegram.kind === 'lacking'
    ? [`the direct way is not open: ${telegram.detail} (${telegram.mend})`]
    : [];
}

function missingProgram({ program }: ChannelFacts): string {
  const finding = explainProgram(program);
  if (finding.kind === 'found') return '';
  return `${finding.detail}; ${finding.mend}; looked for ${finding.tried.join(', ')}`;
}

function always(outcome: SendOutcome): Notifier {
  return { send: async () => outcome };
}
