/**
 * One message that waits in the outbox, the ways it may go, and a tick: what a row of the tables in OPENCLAW.md comes to
 * is what was asked of each way, what is left in the outbox, and what a person reads.
 */
import { expect, type TestContext } from 'vitest';
import type { SendOutcome } from '../../src/core/model.ts';
import type { MonitorState, OutboxEntry } from '../../src/schema/state.ts';
import type { BotApi, BotBehaviour } from './bot-api.ts';
import { gatewayPort } from './doctor-rig.ts';
import { epochSeconds } from './e2e-jobs.ts';
import { BOT_TOKEN, type Ran } from './e2e-program.ts';
import { createRig, type Rig } from './e2e-rig.ts';
import { createStandInOpenclaw, type OpenclawBehaviour, type StandInOpenclaw } from './stand-in-openclaw.ts';

/** Where the message goes: a topic of a group, by the bot of one account of several. */
export const GROUP = '-100777';
export const TARGET = '-100777:topic:7';
const TOPIC = 7;
const ACCOUNT = 'work';
const HEADER = '🛠️ Ops 快报（12:00:00）';
const SECTION = '• scan (scan, long_running_read)\n- 状态: paused stopReason=crashed';
const TEXT = `${HEADER}\n\n${SECTION}`;
/** What is read on stderr while one message waits, after the line that says why. */
export const WAITS = '1 report waits in the outbox';

export interface StageOptions {
  readonly transport: 'auto' | 'openclaw' | 'telegram';
  readonly telegram?: readonly BotBehaviour[];
  readonly openclaw?: OpenclawBehaviour;
  /** An alert that was never tried, where nothing else is said. */
  readonly outbox?: readonly OutboxEntry[];
}

/** What one tick came to. */
export interface Told {
  readonly exitCode: number | null;
  /** The lines of stderr; what differs from run to run is made plain. */
  readonly reads: readonly string[];
  /** Epoch seconds around the tick. */
  readonly from: number;
  readonly to: number;
}

/** What is left of the one message. */
export interface Left {
  /** From the attempt to the next one. */
  readonly inSeconds: number;
  readonly lastError: string;
  /** Absent: none. */
  readonly unknowns?: number;
  /** It goes as soon as a newer one to the same target tries the way. */
  readonly waitsForWay?: boolean;
  readonly partsSent?: number;
}

export interface DeliveryStage {
  readonly rig: Rig;
  readonly telegram: BotApi;
  readonly openclaw: StandInOpenclaw;
  tick(): Promise<Told>;
  /** Another way from the next tick on. */
  go(transport: StageOptions['transport']): void;
  /** Other servers in place of the stand-ins. */
  useGateway(port: number): void;
  useApiRoot(url: string): void;
  /** What waits is due now. */
  letTimePass(): void;
}

export async function createDeliveryStage(
  context: TestContext,
  { transport, telegram: behaviours = [], openclaw: behaviour, outbox = [waiting()] }: StageOptions,
): Promise<DeliveryStage> {
  const rig = createRig(context);
  const telegram = await rig.startTelegram(...behaviours);
  const openclaw = createStandInOpenclaw(rig.at('bin'), behaviour);
  const at = { port: await gatewayPort(context, 'up'), apiRoot: telegram.url };
  writeOpenclawJson(rig, at);
  rig.writeState({ version: 1, outbox });
  const go: DeliveryStage['go'] = (way) =>
    rig.writeJobs([], { notify: { transport: way, target: TARGET, account: ACCOUNT } });
  go(transport);
  return {
    rig,
    telegram,
    openclaw,
    go,
    useGateway: (port) => writeOpenclawJson(rig, { ...at, port }),
    useApiRoot: (apiRoot) => writeOpenclawJson(rig, { ...at, apiRoot }),
    async tick() {
      const from = epochSeconds();
      const ran = await rig.run(['tick']);
      return { exitCode: ran.exitCode, reads: linesOf(ran, rig), from, to: epochSeconds() };
    },
    letTimePass: () => rig.changeState((state) => withDue(state)),
  };
}

function writeOpenclawJson(rig: Rig, { port, apiRoot }: { port: number; apiRoot: string }): void {
  const accounts = { default: { botToken: '1:another-bot' }, [ACCOUNT]: { botToken: BOT_TOKEN } };
  rig.write(`${rig.home}/openclaw.json`, {
    gateway: { port },
    channels: { telegram: { apiRoot, accounts } },
  });
}

/** A message of one section about the job `scan`. */
export function waiting(more: Partial<OutboxEntry> = {}): OutboxEntry {
  const at = epochSeconds() - 1;
  const sections: OutboxEntry['sections'] = [{ jobId: 'scan', importance: 'alert', text: SECTION }];
  const untried = { attempts: 0, nextAttemptAt: at, partsSent: 0 };
  return { id: 'r1', createdAt: at, via: 'channel', header: HEADER, sections, ...untried, ...more };
}

function withDue(state: MonitorState): MonitorState {
  return { ...state, outbox: state.outbox.map((entry) => ({ ...entry, nextAttemptAt: 0 })) };
}

function linesOf({ stdout, stderr }: Pick<Ran, 'stdout' | 'stderr'>, rig: Rig): string[] {
  expect(stdout).toBe('');
  return plain(stderr)
    .replaceAll(rig.folder, 'RIG')
    .split('\n')
    .filter((line) => line !== '');
}

/** Without ports of loopback, and without times to wait, which get shorter while a test runs. */
export function plain(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replaceAll(/to be tried again in \d+[smh]( \d+m)?/g, 'to be tried again in A WHILE');
}

/** By the first words of what is read, as people learn to know them. */
export function outcomeOf([line = '']: readonly string[]): SendOutcome['kind'] {
  if (line.startsWith('WARNING: not delivered yet, will be tried again: ')) return 'failed';
  if (line.startsWith('WARNING: may or may not have arrived, ')) return 'unknown';
  return line.startsWith('ERROR: cannot be delivered as things are, ') ? 'refused' : 'sent';
}

/** Each request that the Bot API read: the bot of the account, the text as it is, to these chats. */
export function expectAsked({ requests }: BotApi, chats: readonly string[]): void {
  const asked = requests.map(({ token, method, body }) => ({ token, method, body }));
  const body = { text: TEXT, message_thread_id: TOPIC, link_preview_options: { is_disabled: true } };
  expect(asked).toEqual(
    chats.map((chat) => ({ token: BOT_TOKEN, method: 'sendMessage', body: { chat_id: chat, ...body } })),
  );
}

/** So many calls of openclaw, each by the account, with the text as it is, to the topic. */
export function expectCalled({ calls }: StandInOpenclaw, times: number): void {
  const send = ['message', 'send', '--channel', 'telegram', '--target', GROUP, '--thread-id', String(TOPIC)];
  const argv = [...send, '--account', ACCOUNT, '--json', '--message', TEXT];
  expect(calls.map((call) => call.argv)).toEqual(Array.from({ length: times }, () => argv));
}

/** The whole of the outbox after one attempt; undefined: empty. A wait counts from a moment between `from` and `to`. */
export function expectLeft(
  outbox: readonly OutboxEntry[],
  { from, to }: Pick<Told, 'from' | 'to'>,
  left: Left | undefined,
): void {
  expect(outbox).toHaveLength(left ? 1 : 0);
  const [entry] = outbox;
  if (!left || !entry) return;
  const { inSeconds, lastError, unknowns, waitsForWay = false, partsSent = 0 } = left;
  expect(plain(entry.lastError ?? '')).toBe(lastError);
  expect(entry).toMatchObject({ id: 'r1', attempts: 1, partsSent, waitsForWay });
  expect(entry.unknowns).toBe(unknowns);
  expect(entry.nextAttemptAt).toBeGreaterThanOrEqual(from + inSeconds);
  expect(entry.nextAttemptAt).toBeLessThanOrEqual(to + inSeconds);
}
