import type { HostInspector } from '../app/ports.ts';
import { type InspectorDeps, inspectChannel } from './channel-inspector.ts';
import { inspectFile } from './file-access.ts';
import { createScheduleSearch } from './schedulers.ts';
import { inspectLocks, inspectState } from './state-inspector.ts';

export interface DoctorHost extends InspectorDeps {
  /** Absolute. */
  readonly stateFile: string;
  /** Undefined where the system has no such thing. */
  readonly userId: number | undefined;
}

/** All that the doctor may ask of this host. */
export function createHostInspector(host: DoctorHost): HostInspector {
  const { stateFile, userId } = host;
  return {
    state: async () => inspectState(stateFile),
    locks: async () => inspectLocks(stateFile),
    file: (path, role) => inspectFile(path, role, userId),
    schedule: createScheduleSearch(host),
    channel: (request) => inspectChannel(host, request),
  };
}
