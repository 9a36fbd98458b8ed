import { splitForDelivery } from '../core/message-parts.ts';
import { isHeld } from '../core/outbox.ts';
import { planTick } from '../core/plan-tick.ts';
import { renderHeader, renderReport } from '../core/report.ts';
import { voiceOf } from '../core/voice.ts';
import { sectionsWithoutMemory, tellsWithoutMemory } from '../core/without-memory.ts';
import { freshState } from '../schema/fresh-state.ts';
import type { MonitorState } from '../schema/state.ts';
import { type DeliveryResult, noTarget } from './deliver.ts';
import { observeJobs, watchedJobs } from './observe.ts';
import { type Channel, type LoadedConfig, StateFailure, type StateStore } from './ports.ts';
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
  const plan = planTick(
    { ...state, outbox: [] },
    {
      config: loaded.config,
      configPath: loaded.path,
      configProblems: loaded.problems,
      observed,
      started: new Map(),
      queueResults: [],
      now,
      isDryRun: false,
      isRunnerAlive: () => true,
      via: 'channel',
      target: request.target,
    },
  );
  const planned = plan.state.outbox.flatMap((entry) => (isHeld(entry) ? [] : entry.sections));
  const voice = voiceOf(state, loaded.config, loaded.problems);
  const sections = sectionsWithoutMemory(planned, failure.message, voice.texts);
  const text = renderReport(renderHeader(now, voice), sections);
  return sendUnsaved(ports, request, loaded, { text, movedChats: state.movedChats }, signal);
}

/** Nothing of it waits: what cannot be sent now is in no outbox, and is told anew when the next telling is due. */
async function sendUnsaved(
  ports: TickPorts,
  request: TickRequest,
  loaded: LoadedConfig,
  { text, movedChats }: { readonly text: string } & Pick<MonitorState, 'movedChats'>,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const channel: Channel = request.isPrintOnly
    ? { target: 'stdout', source: 'print', notifier: ports.printer }
    : await ports.channels.open({ target: request.target, notify: loaded.config.notify, movedChats });
  if (channel.target === undefined) return { waiting: 0, problems: [noTarget(channel)] };
  for (const part of splitForDelivery(text)) {
    const outcome = await channel.notifier.send(
      { text: part, target: channel.target, silent: false },
      signal,
    );
    if (outcome.kind !== 'sent') return { waiting: 0, problems: [{ kind: 'send', outcome }] };
  }
  return { waiting: 0, problems: [] };
}

async function lastSaved(store: StateStore): Promise<MonitorState> {
  const state = await orStateFailure(() => store.read());
  return state instanceof StateFailure ? freshState() : state;
}
