/** Looks at all that watching and telling rest on, without sending, starting or changing anything. */
import { examineHost } from '../core/doctor.ts';
import type { Check } from '../core/doctor-check.ts';
import type { ChannelFindings, DoctorFacts, FileFacts } from '../core/doctor-facts.ts';
import type { NotifySettings } from '../core/model.ts';
import type { ChannelInspection, Clock, ConfigSource, HostInspector, LoadedConfig } from './ports.ts';

export interface DoctorPorts {
  readonly clock: Clock;
  /** As a tick reads it: a file that is not safe is refused. */
  readonly config: ConfigSource;
  readonly host: HostInspector;
  /** This program, as a scheduler would call it. */
  readonly self: string;
  /** This program, as its user calls it. */
  readonly call: string;
}

/** What can wait for an answer waits side by side, each with a limit of its own. */
export async function doctor(ports: DoctorPorts, signal: AbortSignal): Promise<readonly Check[]> {
  const { host, clock, self, call } = ports;
  const loaded = await ports.config.load();
  const inspection = await host.channel({ target: undefined, notify: loaded.config.notify });
  const [state, locks, schedule, channel] = await Promise.all([
    host.state(),
    host.locks(),
    host.schedule(signal),
    tryChannel(inspection, loaded.config.notify, signal),
  ]);
  const files = await lookAtFiles(host, loaded.path, state.path, inspection);
  const jobFile = jobFileOf(loaded, files);
  return examineHost({ now: clock.now(), self, call, jobFile, state, files, locks, channel, schedule });
}

/** A way that is not to be used is not tried. */
async function tryChannel(
  inspection: ChannelInspection,
  { transport }: NotifySettings,
  signal: AbortSignal,
): Promise<ChannelFindings> {
  const usesProgram = transport !== 'telegram';
  const usesDirect = transport !== 'openclaw';
  const [program, gateway, botApi] = await Promise.all([
    usesProgram ? inspection.askProgram(signal) : undefined,
    usesProgram ? inspection.askGateway(signal) : undefined,
    usesDirect ? inspection.askBotApi(signal) : undefined,
  ]);
  return { transport, explanation: inspection.explanation, program, gateway, botApi };
}

function lookAtFiles(
  host: HostInspector,
  jobFile: string,
  state: string,
  { explanation }: ChannelInspection,
): Promise<readonly FileFacts[]> {
  const openclaw = new Set([explanation.config.path, ...explanation.files]);
  return Promise.all([
    host.file(jobFile, 'job file'),
    host.file(state, 'state'),
    host.file(state, 'state folder'),
    ...[...openclaw].map((path) => host.file(path, 'openclaw file')),
  ]);
}

function jobFileOf(loaded: LoadedConfig, files: readonly FileFacts[]): DoctorFacts['jobFile'] {
  const { path, config, problems, warnings } = loaded;
  const isThere = files.some(({ role, access }) => role === 'job file' && access !== undefined);
  return { path, isThere, config, problems, warnings };
}
