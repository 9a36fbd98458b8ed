import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOpenclawNotifier, type OpenclawWay } from '../../src/adapters/openclaw-notifier.ts';
import { findOpenclawPaths } from '../../src/adapters/openclaw-paths.ts';
import { findOpenclaw } from '../../src/adapters/openclaw-program.ts';
import { createProcessRunner } from '../../src/adapters/process-runner.ts';
import type { Message } from '../../src/app/ports.ts';
import type { SendOutcome } from '../../src/core/model.ts';
import { createRedact } from '../../src/core/telegram-redact.ts';
import { createStandInOpenclaw, type OpenclawBehaviour } from '../support/stand-in-openclaw.ts';
import { useTempFolders } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const newFolder = useTempFolders();

/** The real runner and a stand-in openclaw, in a home of its own. */
async function createRig(behaviour?: OpenclawBehaviour, more: Partial<OpenclawWay> = {}) {
  const home = newFolder();
  const openclaw = createStandInOpenclaw(join(home, 'bin'), behaviour);
  const env = { PATH: `${join(home, 'bin')}:/usr/bin:/bin`, OPENCLAW_HOME: join(home, 'state') };
  const paths = findOpenclawPaths(env, home);
  const program = await findOpenclaw({ configured: undefined, env, paths });
  if (program.kind !== 'found') throw new Error('the stand-in was not found');
  const notifier = createOpenclawNotifier({
    program,
    runner: createProcessRunner({
      env: { INHERITED: 'must not be seen' },
      home: { user: home, openclaw: home },
    }),
    account: undefined,
    stateDir: paths.stateDir,
    redact: createRedact(['123456:AAE-secret_part']),
    ...more,
  });
  const send = (message: Partial<Message> = {}, signal?: AbortSignal) =>
    notifier.send({ text: 'a report', target: '123', silent: false, ...message }, signal);
  return { openclaw, send, stateDir: paths.stateDir };
}

describe('the call', () => {
  it('names channel, target and text, asks for JSON, and tells the number of the message', async () => {
    const { openclaw, send } = await createRig();
    expect(await send()).toEqual({ kind: 'sent', via: 'openclaw', messageId: '42' });
    expect(openclaw.calls.map(({ argv }) => argv)).toEqual([
      ['message', 'send', '--channel', 'telegram', '--target', '123', '--json', '--message', 'a report'],
    ]);
  });

  it.each<[string, Partial<Message>, Partial<OpenclawWay>, object]>([
    ['a topic', { target: '-100123:topic:7' }, {}, { '--target': '-100123', '--thread-id': '7' }],
    [
      'the General topic',
      { target: '-100123:topic:1' },
      {},
      { '--target': '-100123', '--thread-id': undefined },
    ],
    ['a prefix', { target: 'telegram:group:-5' }, {}, { '--target': '-5' }],
    ['a name', { target: '@name' }, {}, { '--target': '@name' }],
    ['an account', {}, { account: 'work' }, { '--account': 'work' }],
    ['no account', {}, {}, { '--account': undefined }],
    ['silence', { silent: true }, {}, { '--silent': '--json' }],
    ['sound', { silent: false }, {}, { '--silent': undefined }],
  ])('passes on %s', async (_what, message, way, flags) => {
    const { openclaw, send } = await createRig(undefined, way);
    await send(message);
    const [call] = openclaw.calls;
    const given = Object.keys(flags).map((name) => [name, call?.flag(name)]);
    expect(Object.fromEntries(given)).toEqual(flags);
  });

  it('escapes what it would swallow, and passes the rest as it is', async () => {
    const { openclaw, send } = await createRig();
    await send({ text: 'wait for <prod> & "C:\\new"\n- it\'s done' });
    await send({ text: '🛠️ $HOME `x` --flag\n\n• scan (scan, long_running_read)' });
    expect(openclaw.calls.map((call) => call.flag('--message'))).toEqual([
      'wait for &lt;prod&gt; &amp; "C:&#92;new"\n- it\'s done',
      '🛠️ $HOME &#96;x&#96; --flag\n\n• scan (scan, long_running_read)',
    ]);
  });

  it('is made with the environment that was prepared, and nothing else', async () => {
    const { openclaw, send, stateDir } = await createRig();
    await send();
    const { env } = openclaw.calls[0] ?? {};
    expect(env).toMatchObject({
      OPENCLAW_NO_RESPAWN: '1',
      OPENCLAW_STATE_DIR: stateDir,
      OPENCLAW_CONFIG_PATH: join(stateDir, 'openclaw.json'),
    });
    expect(env).not.toHaveProperty('OPENCLAW_HOME');
    expect(env).not.toHaveProperty('INHERITED');
  });

  it('is made in the state folder, where that is there', async () => {
    const { openclaw, send, stateDir } = await createRig();
    await send();
    mkdirSync(stateDir);
    await send();
    expect(openclaw.calls.map(({ cwd }) => cwd)).toEqual(['/', stateDir]);
    expect(existsSync(join(stateDir, '.openclaw'))).toBe(false);
  });

  it('is not made for what is no target, nor when it was stopped before', async () => {
    const { openclaw, send } = await createRig();
    expect((await send({ target: 'nobody' })).kind).toBe('refused');
    expect((await send({}, AbortSignal.abort())).kind).toBe('failed');
    expect(openclaw.calls).toEqual([]);
  });
});

describe('the outcome, of a real process', () => {
  const stderr = (text: string, exit = 1): OpenclawBehaviour => ({ exit, stderr: text });

  it.each<[string, OpenclawBehaviour, Partial<SendOutcome>]>([
    ['exit 127', stderr('env: node: No such file or directory', 127), { kind: 'failed' }],
    ['exit 126', stderr('', 126), { kind: 'failed' }],
    ['no sqlite', stderr('node:sqlite is unavailable'), { kind: 'failed' }],
    ['an old Node', stderr('OpenClaw requires Node >=24.16.0'), { kind: 'failed' }],
    ['no gateway', stderr('Gateway not reachable'), { kind: 'failed' }],
    ['no credentials', stderr('requires credentials before opening'), { kind: 'failed' }],
    ['no connection', stderr('gateway connect failed: closed'), { kind: 'failed' }],
    ['a refused login', stderr('unauthorized: gateway token missing'), { kind: 'failed' }],
    ['a broken config', stderr('config is invalid'), { kind: 'failed' }],
    ['an unknown account', stderr('Unknown account "work"'), { kind: 'failed' }],
    ['a stale secret', stderr('x is unresolved in the active runtime snapshot'), { kind: 'failed' }],
    ['no secrets', stderr('SecretSurfaceUnavailableError'), { kind: 'failed' }],
    ['an old openclaw', stderr('does not recognize option --json'), { kind: 'failed' }],
    ['401', stderr("Call to 'sendMessage' failed! (401: Unauthorized)"), { kind: 'refused' }],
    ['400', stderr('(400: Bad Request: message text is empty)'), { kind: 'refused' }],
    ['403', stderr('(403: Forbidden: bot was blocked by the user)'), { kind: 'refused' }],
    ['an unknown chat', { exit: 1, stdout: 'chat not found' }, { kind: 'refused' }],
    ['a chat without the bot', stderr('bot is not a member of the channel chat'), { kind: 'refused' }],
    ['500', stderr('(500: Internal Server Error)'), { kind: 'failed' }],
    ['429', stderr('(429: Too Many Requests: retry after 17)'), { kind: 'failed', retryAfterSeconds: 17 }],
    ['no network', stderr("Network request for 'sendMessage' failed!"), { kind: 'unknown' }],
    ['a slow gateway', stderr('gateway timeout after 30000ms'), { kind: 'unknown' }],
    ['an unknown outcome', stderr('the outcome is unknown'), { kind: 'unknown' }],
    ['a queue', { exit: 1, stdout: 'Delivery is pending' }, { kind: 'unknown' }],
    ['half of it', stderr('CHANNEL_PARTIAL_DELIVERY'), { kind: 'unknown' }],
    ['half of it, in JSON', { exit: 1, stdout: '{"sentBeforeError":1}' }, { kind: 'unknown' }],
    ['anything else', stderr('Segmentation fault', 139), { kind: 'failed' }],
    ['10 MB before the cause', { floodThen: 'gateway timeout after 30000ms' }, { kind: 'unknown' }],
  ])('%s', async (_what, behaviour, outcome) => {
    const { openclaw, send } = await createRig(behaviour);
    expect(await send()).toMatchObject(outcome);
    expect(openclaw.calls).toHaveLength(1);
  });

  it('is failed where the program went away since it was found', async () => {
    const program = { path: '/no/such/openclaw', from: 'PATH', env: {} };
    const { send } = await createRig(undefined, { program });
    expect(await send()).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(/could not be started: \/no\/such\/openclaw/),
    });
  });

  it('never shows the token', async () => {
    const { send } = await createRig(stderr('POST https://x/bot123456:AAE-secret_part/sendMessage'));
    expect(JSON.stringify(await send())).not.toContain('secret_part');
  });
});

describe('the time limit', () => {
  it('is 90 s, and 5 s more for one that ignores SIGTERM', async () => {
    const commands: unknown[] = [];
    const { send } = await createRig(undefined, {
      runner: {
        async run(command) {
          commands.push(command);
          return {
            kind: 'timed-out',
            afterSeconds: command.timeoutSeconds,
            stdout: '',
            stderr: '',
            durationMs: 0,
          };
        },
      },
    });
    expect(await send()).toEqual({ kind: 'unknown', detail: 'openclaw did not end within 90 s' });
    expect(commands).toMatchObject([{ timeoutSeconds: 90, killAfterSeconds: 5 }]);
  });

  it.each<OpenclawBehaviour & string>(['hang', 'ignore SIGTERM'])(
    'ends one that would %s',
    async (behaviour) => {
      const { openclaw, send } = await createRig(behaviour, {
        limits: { timeoutSeconds: 1, killAfterSeconds: 0.2 },
      });
      expect((await send()).kind).toBe('unknown');
      await waitFor('the end of openclaw', () => !isAlive(openclaw.lastPid));
    },
  );

  it('is cut short by a stop, after which nobody knows', async () => {
    const { openclaw, send } = await createRig('hang');
    const stopping = new AbortController();
    const sending = send({}, stopping.signal);
    await waitFor('the call', () => openclaw.calls.length === 1);
    stopping.abort();
    expect((await sending).kind).toBe('unknown');
    await waitFor('the end of openclaw', () => !isAlive(openclaw.lastPid));
  });
});

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
