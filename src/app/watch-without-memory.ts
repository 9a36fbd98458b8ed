import { splitForDelivery } from '../core/message-parts.ts';
import type { SendOutcome } from '../core/model.ts';
import { isHeld } from '../core/outbox.ts';
import { planTick } from '../core/plan-tick.ts';
import { renderHeader, renderReport } from '../core/report.ts';
import { voiceOf } from '../core/voice.ts';
import {
  remindedJobs,
  sectionsWithoutMemory,
  tellsWithoutMemory,
  waitingMessages,
} from '../core/without-memory.ts';
import { freshState } from '../schema/fresh-state.ts';
import type { MonitorState, OutboxEntry } from '../schema/state.ts';
import { type DeliveryProblem, type DeliveryResult, noTarget } from './deliver.ts';
import { observeJobs, watchedJobs } from './observe.ts';
import { type Channel, type LoadedConfig, type Notifier, StateFailure, type StateStore } from './ports.ts';
import { orStateFailure } from './state-failure.ts';
import type { TickPorts, TickRequest } from './tick.ts';

/**
 * A tick whose state cannot be saved is no reason to go blind: all jobs are watched, nothing is started or run (a claim
 * could not be kept), and trouble is told straight away, without an outbox, at a pace that needs no memory.
 */
export async function watchWithoutMemory(
  ports: TickPorts,
  request: TickRequest,
  loaded: LoadedConfig,
  failure: StateFailure,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const now = ports.clock.now();
  const state = await lastSaved(ports.store);
  // Who prints is there to read it, each time.
  if (!request.isPrintOnly && !tellsWithoutMemory(state, now)) return { waiting: 0, problems: [] };
  const observed = await observeJobs(ports.runner, loaded.config, watchedJobs(loaded.config), signal);
  if (signal.aborted) return { waiting: 0, problems: [] };
  const channel = await openChannel(ports, request, loaded, state);
  const via = request.isPrintOnly ? 'print' : 'channel';
  // What waits goes through the plan too: a silence may have begun or ended since.
  const plan = planTick(state, {
    config: loaded.config,
    configPath: loaded.path,
    configProblems: loaded.problems,
    observed,
    started: new Map(),
    queueResults: [],
    now,
    isDryRun: false,
    isRunnerAlive: () => true,
    via,
    target: request.target,
  });
  const loud = plan.state.outbox.filter((entry) => !isHeld(entry));
  const saved = new Set(state.outbox.map(({ id }) => id));
  const planned = loud.flatMap((entry) => (saved.has(entry.id) ? [] : entry.sections));
  const readers = [undefined, request.target, channel.target];
  // A state that is only locked is in the hands of others, who send what waits in it.
  const isStuck = (entry: OutboxEntry) =>
    failure.kind === 'unwritable' &&
    saved.has(entry.id) &&
    entry.via === via &&
    readers.includes(entry.target);
  const waiting = waitingMessages(loud.filter(isStuck), now);
  const reminded = remindedJobs(state.outbox.filter(isStuck));
  const voice = voiceOf(state, loaded.config, loaded.problems);
  const sections = sectionsWithoutMemory(planned, failure.message, voice.texts, waiting, reminded);
  const report = splitForDelivery(renderReport(renderHeader(now, voice), sections));
  return sendUnsaved(channel, [...waiting.messages, report], signal);
}

function openChannel(
  ports: TickPorts,
  request: TickRequest,
  loaded: LoadedConfig,
  { movedChats }: MonitorState,
): Promise<Channel> | Channel {
  if (request.isPrintOnly) return { target: 'stdout', source: 'print', notifier: ports.printer };
  return ports.channels.open({ target: request.target, notify: loaded.config.notify, movedChats });
}

/**
 * `messages`: each as its parts. Nothing of them is struck or put off: what cannot be sent now is told anew when the next
 * telling is due.
 */
async function sendUnsaved(
  channel: Channel,
  messages: readonly (readonly string[])[],
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const { target, notifier } = channel;
  if (target === undefined) return { waiting: 0, problems: [noTarget(channel)] };
  const problems: DeliveryProblem[] = [];
  let isClosed = false;
  for (const [i, parts] of messages.entries()) {
    // Where the way is closed the last one alone is tried, which has the newest trouble. One that is refused holds up no other.
    if (isClosed && i < messages.length - 1) continue;
    const outcome = await sendParts(notifier, target, parts, signal);
    if (outcome === undefined) continue;
    problems.push({ kind: 'send', outcome });
    isClosed ||= outcome.kind === 'failed';
  }
  return { waiting: 0, problems };
}

/** What came of the first part that was not sent, which ends the message. */
async function sendParts(
  notifier: Notifier,
  target: string,
  parts: readonly string[],
  signal: AbortSignal,
): Promise<Exclude<SendOutcome, { kind: 'sent' }> | undefined> {
  for (const text of parts) {
    const outcome = await notifier.send({ text, target, silent: false }, signal);
    if (outcome.kind !== 'sent') return outcome;
  }
  return undefined;
}

async function lastSaved(store: StateStore): Promise<MonitorState> {
  const state = await orStateFailure(() => store.read());
  return state instanceof StateFailure ? freshState() : state;
}
