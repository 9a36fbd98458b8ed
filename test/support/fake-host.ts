/** A host for the doctor, in memory: all is well on it, and it writes down what it was asked. */
import type { DoctorPorts } from '../../src/app/doctor.ts';
import type { ChannelInspection, HostInspector, LoadedConfig } from '../../src/app/ports.ts';
import { loadedFrom } from './app-stage.ts';
import { createFakeClock } from './fake-clock.ts';
import { file, HEALTHY } from './healthy-facts.ts';

export interface FakeHost extends DoctorPorts {
  readonly asked: readonly string[];
}

export interface HostOptions {
  readonly loaded?: LoadedConfig;
  readonly host?: Partial<HostInspector>;
  readonly channel?: Partial<ChannelInspection>;
}

export function createFakeHost({ loaded, host = {}, channel = {} }: HostOptions = {}): FakeHost {
  const asked: string[] = [];
  const answer = <T>(name: string, value: T): Promise<T> => {
    asked.push(name);
    return Promise.resolve(value);
  };
  const { explanation, program, gateway, botApi } = HEALTHY.channel;
  const jobs = [{ ...HEALTHY.jobFile.config.jobs[0], policy: undefined, after: undefined, approval: null }];
  return {
    asked,
    clock: createFakeClock(),
    self: 'node ops-monitor.js',
    call: 'ops-monitor',
    config: { load: () => answer('config', loaded ?? loadedFrom(jobs)) },
    host: {
      state: () => answer('state', HEALTHY.state),
      locks: () => answer('locks', HEALTHY.locks),
      file: (path, role) => answer(`file ${path} (${role})`, file(path, role)),
      schedule: () => answer('schedule', HEALTHY.schedule),
      channel: () =>
        answer('channel', {
          explanation,
          askProgram: () => answer('program', program),
          askGateway: () => answer('gateway', gateway),
          askBotApi: () => answer('bot api', botApi),
          ...channel,
        }),
      ...host,
    },
  };
}
