/** A fresh home as OpenClaw and the monitor share it: openclaw.json, a job file, and the jobs' status in files. */
import { mkdir, mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Neither opens anything: the one is known to the stand-in alone, the other to the gateway of this run. */
export const BOT_TOKEN = '10000001:AAbot-token-of-the-test-that-opens-nothing';
export const GATEWAY_TOKEN = 'gateway-token-of-the-test-that-opens-nothing';
export const OWNER = '4242';

/** `{folder, home, emptyHome, temp, stateDir, configPath, logFile, writeOpenclawConfig, writeJobs, readOutbox}`; whoever names TMPDIR deletes it. */
export async function makeHome() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ops-openclaw-')));
  const home = join(folder, 'home');
  const stateDir = join(home, '.openclaw');
  const net = join(stateDir, 'net');
  const paths = {
    folder,
    home,
    stateDir,
    emptyHome: join(folder, 'empty-home'),
    temp: join(folder, 'tmp'),
    configPath: join(stateDir, 'openclaw.json'),
    logFile: join(folder, 'gateway.log'),
  };
  for (const path of [join(net, 'config'), join(net, 'status'), paths.emptyHome, paths.temp]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  }
  return {
    ...paths,
    writeOpenclawConfig: (facts) => writeJson(paths.configPath, openclawConfig(facts, paths)),
    writeJobs: (jobs, notify) => writeJobs(net, jobs, notify),
    readOutbox: async () => JSON.parse(await readFile(join(net, 'state', 'ops-monitor.json'), 'utf8')).outbox,
  };
}

/** What is switched off would ask other hosts: for updates, for a list of models, or a model itself. */
function openclawConfig({ apiRoot, port }, { logFile }) {
  return {
    gateway: { mode: 'local', bind: 'loopback', port, auth: { mode: 'token', token: GATEWAY_TOKEN } },
    update: { checkOnStart: false },
    discovery: { mdns: { mode: 'off' } },
    models: { catalogRefresh: { enabled: false } },
    agents: { defaults: { heartbeat: { every: '0m' } } },
    plugins: { allow: ['telegram'] },
    logging: { file: logFile },
    channels: {
      telegram: { enabled: true, botToken: BOT_TOKEN, apiRoot, dmPolicy: 'allowlist', allowFrom: [OWNER] },
    },
  };
}

/** `jobs` is a list of `{id, message}`: each is a running job in trouble, and a new message is new trouble. */
async function writeJobs(net, jobs, notify) {
  for (const { id, message } of jobs) {
    const status = { running: true, completed: false, level: 'alert', stopReason: randomWord(), message };
    await writeJson(join(net, 'status', `${id}.json`), status);
  }
  await writeJson(join(net, 'config', 'ops-jobs.json'), {
    version: 1,
    defaults: { quietHours: { start: '00:00', end: '00:00' } },
    notify,
    jobs: jobs.map(({ id }) => ({
      id,
      kind: 'long_running_read',
      risk: 'read_only',
      enabled: true,
      commands: { start: ['true'], status: ['cat', join(net, 'status', `${id}.json`)] },
    })),
  });
}

function randomWord() {
  return Math.random().toString(36).slice(2);
}

async function writeJson(path, value) {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}
