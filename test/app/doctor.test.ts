import { expect, it } from 'vitest';
import { doctor } from '../../src/app/doctor.ts';
import { CONFIG_PATH, loadedFrom, NEVER, pending, settled } from '../support/app-stage.ts';
import { createFakeHost } from '../support/fake-host.ts';
import { HEALTHY, OPENCLAW_JSON, STATE_PATH } from '../support/healthy-facts.ts';

const troubles = (checks: Awaited<ReturnType<typeof doctor>>) =>
  checks.filter(({ level }) => level !== 'ok').map(({ name, level }) => `${name}: ${level}`);

it('asks for everything once, and all is well', async () => {
  const host = createFakeHost();
  expect(troubles(await doctor(host, NEVER))).toEqual([]);
  expect([...host.asked].sort()).toEqual(
    [
      'bot api',
      'channel',
      'config',
      `file ${CONFIG_PATH} (job file)`,
      `file ${OPENCLAW_JSON} (openclaw file)`,
      `file ${STATE_PATH} (state folder)`,
      `file ${STATE_PATH} (state)`,
      'gateway',
      'locks',
      'program',
      'schedule',
      'state',
    ].sort(),
  );
});

it.each([
  ['telegram', ['program', 'gateway']],
  ['openclaw', ['bot api']],
])('with the transport %s it does not ask for %j', async (transport, left) => {
  const host = createFakeHost({ loaded: loadedFrom({ version: 1, jobs: [], notify: { transport } }) });
  await doctor(host, NEVER);
  expect(left.filter((question) => host.asked.includes(question))).toEqual([]);
  expect(host.asked).toContain(transport === 'openclaw' ? 'program' : 'bot api');
});

it('asks side by side what takes its time', async () => {
  const slow = pending<'answers'>();
  const host = createFakeHost({ channel: { askGateway: () => slow.promise } });
  const checks = doctor(host, NEVER);
  await settled();
  expect(host.asked).toEqual(expect.arrayContaining(['schedule', 'state', 'program', 'bot api']));
  slow.resolve('answers');
  expect(troubles(await checks)).toEqual([]);
});

it('hands its signal on', async () => {
  const seen: AbortSignal[] = [];
  const note = <T>(value: T) => {
    return async (signal: AbortSignal) => {
      seen.push(signal);
      return value;
    };
  };
  const { program, gateway, botApi } = HEALTHY.channel;
  const channel = { askProgram: note(program), askGateway: note(gateway), askBotApi: note(botApi) };
  const { signal } = new AbortController();
  await doctor(createFakeHost({ channel, host: { schedule: note(HEALTHY.schedule) } }), signal);
  expect(seen).toEqual([signal, signal, signal, signal]);
});

it('tells a job file that is not there from one that is wrong', async () => {
  const loaded = loadedFrom(undefined);
  const wrong = await doctor(createFakeHost({ loaded }), NEVER);
  expect(wrong).toContainEqual(
    expect.objectContaining({ name: 'job-file', level: 'fail', summary: expect.stringContaining('must be') }),
  );
  const file = async (path: string, role: 'job file' | 'state' | 'state folder' | 'openclaw file') => ({
    path,
    role,
    access: undefined,
  });
  const absent = await doctor(createFakeHost({ loaded, host: { file } }), NEVER);
  expect(absent).toContainEqual(expect.objectContaining({ summary: `${CONFIG_PATH} is not there` }));
});
