/** The way to the owner, explained and tried without sending anything. */
import type { ChannelInspection, ChannelRequest, Clock, ProcessRunner } from '../app/ports.ts';
import type { BotApiFacts, ProgramFacts } from '../core/doctor-facts.ts';
import type { CallResult } from '../core/telegram-answer.ts';
import { oneLine } from '../core/text.ts';
import { parseBotName } from '../schema/telegram-bot.ts';
import { type ChannelFacts, type ChannelHost, explainChannel, gatherChannelFacts } from './channel-facts.ts';
import { accessOf } from './channel-lacks.ts';
import { wordsOfEnd } from './exit-words.ts';
import { probeGateway } from './gateway-probe.ts';
import { findOpenclaw, type OpenclawProgram } from './openclaw-program.ts';
import { type BotApiAccess, callBotApi } from './telegram-notifier.ts';

export interface InspectorDeps extends ChannelHost {
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  /** Shorter ones for tests. */
  readonly limits?: { readonly telegram?: BotApiAccess['limits']; readonly programSeconds?: number };
}

/** What cron gives its children, where the crontab does not say otherwise. */
const PATH_OF_SCHEDULERS = '/usr/bin:/bin';
const PROGRAM_SECONDS = 15;
const BOT_API_LIMITS = { connectMs: 10_000, answerMs: 10_000 };

/** Never rejects; neither do the questions that it hands back. */
export async function inspectChannel(
  deps: InspectorDeps,
  request: ChannelRequest,
): Promise<ChannelInspection> {
  const facts = await gatherChannelFacts(deps, request);
  const { program, gateway } = facts;
  return {
    explanation: explainChannel(facts),
    askProgram: async (signal) =>
      program.kind === 'found' ? askProgram(program, request, deps, signal) : undefined,
    askGateway: async (signal) =>
      program.kind === 'found' && gateway.kind === 'local' ? probeGateway(gateway.port, signal) : undefined,
    askBotApi: (signal) => askBotApi(facts, deps, signal),
  };
}

async function askProgram(
  program: OpenclawProgram,
  { notify }: ChannelRequest,
  deps: InspectorDeps,
  signal: AbortSignal,
): Promise<ProgramFacts> {
  const timeoutSeconds = deps.limits?.programSeconds ?? PROGRAM_SECONDS;
  const ask = (name: string) =>
    deps.runner.run({ argv: [name, '--version'], cwd: '/', env: program.env, timeoutSeconds }, signal);
  const poor = { ...deps.env, PATH: PATH_OF_SCHEDULERS };
  const [own, node, bySchedulers] = await Promise.all([
    ask(program.path),
    ask('node'),
    findOpenclaw({ ...deps, configured: notify.openclawBin, env: poor }),
  ]);
  const isWell = own.kind === 'exited' && own.exitCode === 0;
  return {
    version: isWell ? versionIn(own.stdout) : undefined,
    detail: isWell ? undefined : howItEnded(own),
    nodeVersion: node.kind === 'exited' && node.exitCode === 0 ? versionIn(node.stdout) : undefined,
    isInPathAlone: bySchedulers.kind === 'absent',
  };
}

/** `2026.9.6` of `OpenClaw 2026.9.6 (abc)`, `24.16.0` of `v24.16.0`; else its first words. */
function versionIn(stdout: string): string {
  const [version] = /\d+(?:\.\d+){2}(?:[\w.-]+)?/.exec(stdout) ?? [];
  return version ?? (oneLine(stdout, 40) || 'of no known version');
}

function howItEnded(exit: Awaited<ReturnType<ProcessRunner['run']>>): string {
  if (exit.kind !== 'exited') return wordsOfEnd(exit);
  const said = oneLine(exit.stderr || exit.stdout, 200);
  return `exit ${exit.exitCode}${said === '' ? '' : `, ${said}`}`;
}

async function askBotApi(
  facts: ChannelFacts,
  { clock, limits }: InspectorDeps,
  signal: AbortSignal,
): Promise<BotApiFacts | undefined> {
  const found = accessOf(facts, limits?.telegram ?? BOT_API_LIMITS);
  if (found.kind === 'lacking') return undefined;
  const begun = clock.now().epochSeconds;
  const result = await callBotApi(found.access, 'getMe', {}, signal);
  const seconds = Math.max(0, clock.now().epochSeconds - begun);
  return judgeGetMe(result, { begun, seconds, place: found.access.apiRoot.shown });
}

function judgeGetMe(
  result: CallResult,
  { begun, seconds, place }: { begun: number; seconds: number; place: string },
): BotApiFacts {
  if (result.kind === 'broken') return { kind: 'unreachable', detail: result.detail };
  const { answer, status } = result;
  if (answer?.ok) {
    const name = parseBotName(answer.result);
    const aheadSeconds = aheadOf(result.date, begun + seconds / 2);
    return { kind: 'answers', bot: name === undefined ? undefined : `@${name}`, seconds, aheadSeconds };
  }
  const code = answer?.errorCode ?? status;
  if (answer && (code === 401 || code === 404)) {
    return {
      kind: 'refused',
      detail: `the bot token was refused by ${place} (${code} ${answer.description ?? ''})`.replace(
        ' )',
        ')',
      ),
      mend: 'get the token that is valid now from @BotFather, and put it where openclaw.json takes it from',
    };
  }
  const said = answer ? `${code} ${answer.description ?? ''}`.trim() : `HTTP ${status}, not Telegram's words`;
  return { kind: 'unreachable', detail: `${place} did not say who the bot is: ${said}` };
}

/** Whole seconds: the header knows no smaller ones. Undefined where there is none. */
function aheadOf(date: string | undefined, at: number): number | undefined {
  const theirs = date === undefined ? Number.NaN : Date.parse(date) / 1000;
  return Number.isNaN(theirs) ? undefined : Math.round(at - theirs);
}
