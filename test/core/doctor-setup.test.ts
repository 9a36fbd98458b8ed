import type { DoctorFacts } from '../../src/core/doctor-facts.ts';
import { loadedFrom } from '../support/app-stage.ts';
import { channelWith, file, HEALTHY, rows, scheduled } from '../support/healthy-facts.ts';

const { state: usualState, config: usualConfig } = HEALTHY.channel.explanation;
const ruled = (rule: string) => channelWith({}, { state: { ...usualState, rule } });

rows(
  'paths',
  ['as usual', {}, 'ok: the OpenClaw folder is /h/.openclaw (~/.openclaw)'],
  [
    'with a config elsewhere',
    channelWith({}, { config: { ...usualConfig, path: '/e.json', rule: 'OPENCLAW_CONFIG_PATH' } }),
    'warn: the OpenClaw folder is /h/.openclaw (~/.openclaw), its config /e.json (OPENCLAW_CONFIG_PATH), but crontab (* * * * *) does not set OPENCLAW_CONFIG_PATH → set OPENCLAW_CONFIG_PATH there too: a scheduler does not read the settings of your shell',
  ],
  [
    'by a variable that the crontab sets',
    {
      ...ruled('OPENCLAW_HOME, as it holds openclaw.json'),
      schedule: { found: [scheduled({ variables: ['OPENCLAW_HOME'] })], asked: [] },
    },
    'ok: the OpenClaw folder is /h/.openclaw (OPENCLAW_HOME, as it holds openclaw.json)',
  ],
  [
    'by a variable, without a schedule',
    { ...ruled('OPENCLAW_HOME'), schedule: { found: [], asked: [] } },
    'ok: the OpenClaw folder is /h/.openclaw (OPENCLAW_HOME)',
  ],
);

const COMMANDS = { start: ['a'], status: ['b'] };
const JOB = { id: 'scan', kind: 'long_running_read', risk: 'read_only', enabled: true, commands: COMMANDS };
const jobs = (...list: unknown[]): Partial<DoctorFacts> => ({
  jobFile: { ...loadedFrom(list), path: '/f', isThere: true },
});

rows(
  'job-file',
  ['is valid', jobs(JOB, { ...JOB, id: 'b', enabled: false }), 'ok: /f: 2 jobs, 1 watched'],
  [
    'has no job',
    jobs(),
    'warn: /f: 0 jobs, 0 watched → describe your jobs in it, as examples/ops-jobs.example.json does',
  ],
  [
    'watches nothing',
    jobs({ ...JOB, enabled: false }),
    'warn: /f: 1 job, 0 watched → set "enabled": true on each long_running_read that tick is to watch',
  ],
  [
    'is not there',
    { jobFile: { ...HEALTHY.jobFile, path: '/f', isThere: false } },
    'fail: /f is not there → ops-monitor init writes one; or name another with --config-file',
  ],
  [
    'has an error',
    {
      jobFile: {
        ...HEALTHY.jobFile,
        path: '/f',
        problems: [{ path: 'a', message: 'b', line: 1, column: 2 }],
      },
    },
    'fail: /f:1:2: a: b → mend it, then run ops-monitor validate-config',
  ],
  [
    'has errors',
    {
      jobFile: {
        ...HEALTHY.jobFile,
        path: '/f',
        problems: [
          { path: 'a', message: 'b' },
          { path: 'c', message: 'd' },
        ],
      },
    },
    'fail: 2 errors, the first: /f: a: b → ops-monitor validate-config shows them all',
  ],
  [
    'has a warning',
    { jobFile: { ...HEALTHY.jobFile, path: '/f', warnings: [{ path: 'a', message: 'b' }] } },
    'warn: 1 job, 1 watched; 1 warning, the first: /f: a: b → ops-monitor validate-config shows them all',
  ],
);

const folder = (more: object) => ({ files: [file('/n/state', 'state folder', more)] });

rows(
  'permissions',
  ['are well', {}, 'ok: the state can be saved, and what may hold secrets is yours alone'],
  ['of nothing that is there', folder({}), 'ok: the state can be saved'],
  [
    'keep the state from being saved',
    folder({ canWrite: false, owner: 0 }),
    'fail: the state cannot be saved: this user may not write to /n/state (it belongs to user 0) → sudo chown -R "$(id -u)" /n/state',
  ],
  [
    'of another, and we are root',
    folder({ user: 0 }),
    'warn: you are root, and /n/state belongs to user 1000 → run ops-monitor as user 1000: what root makes there, that user cannot change',
  ],
  [
    'are too wide',
    {
      files: [
        file('/a b', 'state', { othersCanRead: true }),
        file('/c', 'openclaw file', { othersCanWrite: true }),
      ],
    },
    "warn: others may read or write /a b and /c → chmod 600 '/a b' /c",
  ],
  [
    'of the job file are for its own check',
    { files: [file('/a', 'job file', { othersCanRead: true })] },
    'ok: the state can be saved',
  ],
);
