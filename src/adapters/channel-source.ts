import type { ChannelSource, Clock, Notifier, ProcessRunner } from '../app/ports.ts';
import type { SendOutcome, Transport } from '../core/model.ts';
import { type GatewayState, orderWays, type Way } from '../core/openclaw-ways.ts';
import { createRedact, type Redact } from '../core/telegram-redact.ts';
import {
  type ChannelFacts,
  type ChannelHost,
  explainSource,
  gatherChannelFacts,
  unreadableOf,
} from './channel-facts.ts';
import { accessOf, lacksOf, noWayLines, programLines, telegramLines } from './channel-lacks.ts';
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
        none: { kind: 'failed', detail: noWayLines(facts) },
        lacks: transport === 'auto' ? lacksOf(facts) : [],
        movedChats: request.movedChats ?? {},
        clock: deps.clock,
      });
      // Somebody may have typed the token as an account, of which many texts tell.
      const redact = createRedact([facts.token.kind === 'found' ? facts.token.token : undefined]);
      const unreadable = unreadableOf(facts).map(redact);
      return {
        target: facts.recipient.target,
        source: redact(explainSource(facts)),
        ...(unreadable.length > 0 && { unreadable }),
        notifier: redacted(notifier, redact),
      };
    },
  };
}

function redacted({ send }: Notifier, redact: Redact): Notifier {
  return {
    async send(...args) {
      const outcome = await send(...args);
      if (outcome.kind === 'sent') return outcome;
      const clean = { ...outcome, detail: redact(outcome.detail) };
      return clean.kind === 'refused' ? { ...clean, mend: redact(clean.mend) } : clean;
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
  const isTelegramUsable = accessOf(facts).kind === 'access';
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
    return always({ kind: 'failed', detail: programLines(program) });
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
  const found = accessOf(facts, deps.limits?.telegram);
  if (found.kind === 'access') return createTelegramNotifier(found.access, deps.clock);
  const { mend } = found;
  // A config that cannot be read may be in the middle of an edit: the next tick asks again.
  if (facts.setup.problems.length > 0)
    return always({ kind: 'failed', detail: telegramLines(facts, found, mend) });
  return always({ kind: 'refused', detail: telegramLines(facts, found), mend });
}

function always(outcome: SendOutcome): Notifier {
  return { send: async () => outcome };
}
