/**
 * A home as a new user of the quick start has it, in a temporary folder: examples copied, example job file in its place,
 * changed where a user would change it, and an openclaw.json that names a bot and its owner.
 */
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));

/** `{folder, home, examples, stateDir, stateFile, env, remove}`; `env` is all that the programs of the demo see. */
export async function makeHome() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ops-demo-')));
  const home = join(folder, '.openclaw');
  const examples = join(home, 'net', 'examples');
  await mkdir(join(home, 'net', 'config'), { recursive: true });
  // Not `state`: whoever tried the examples in place has an inventory of their own there.
  await cp(EXAMPLES, examples, { recursive: true, filter: (path) => path !== join(EXAMPLES, 'state') });
  return {
    folder,
    home,
    examples,
    stateDir: join(examples, 'state', 'disk-inventory'),
    stateFile: join(home, 'net', 'state', 'ops-monitor.json'),
    env: environment(folder, home),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Made from nothing: no proxy, no bot token and no OpenClaw of the person at the keyboard may get into the story. */
function environment(folder, home) {
  const { TZ, LANG, TMPDIR } = process.env;
  const kept = Object.entries({ TZ, LANG, TMPDIR }).filter(([, value]) => value !== undefined);
  return { PATH: '/usr/bin:/bin', HOME: folder, OPENCLAW_HOME: home, ...Object.fromEntries(kept) };
}

export async function writeOpenclawConfig({ home }, { botToken, owner, apiRoot }) {
  const telegram = { botToken, allowFrom: [owner], apiRoot };
  await writeFile(join(home, 'openclaw.json'), JSON.stringify({ channels: { telegram } }, null, 2));
}

/** The example job file with disk-inventory enabled and told what to count, and a limit that is always exceeded. */
export async function writeJobFile({ home, examples }, { root, paceMs }) {
  const file = JSON.parse(await readFile(join(examples, 'ops-jobs.example.json'), 'utf8'));
  // Also the demo of a night owl: no quiet hours. And whatever openclaw there is on this machine stays out of it.
  file.defaults.quietHours = { start: '00:00', end: '00:00' };
  file.notify = { transport: 'telegram' };
  const [inventory, freeSpace, prune] = ['disk-inventory', 'free-space', 'prune-old-logs'].map((id) =>
    file.jobs.find((job) => job.id === id),
  );
  for (const job of [inventory, freeSpace, prune]) {
    job.cwd = examples;
    for (const argv of Object.values(job.commands)) argv[0] = process.execPath;
  }
  inventory.enabled = true;
  // A start by hand counts as an attempt, and this story has no quarter of an hour until the next one is due.
  inventory.policy.autoResumeBackoffSeconds = 1;
  const pace = ['--pace-ms', String(paceMs), '--checkpoint-every', '0.2'];
  inventory.commands.start.splice(3, Number.POSITIVE_INFINITY, '--root', root, ...pace);
  freeSpace.commands.run.splice(2, Number.POSITIVE_INFINITY, '--path', home, '--limit-percent', '0');
  await writeFile(join(home, 'net', 'config', 'ops-jobs.json'), JSON.stringify(file, null, 2));
}
