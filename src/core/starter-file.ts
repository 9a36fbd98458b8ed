/** The first job file of a host, as text: JSON with comments. Without its comments it is plain JSON. */
import type { CommandName, Locale } from './model.ts';
import { STARTER_ID, STARTER_SCRIPT } from './starter-job.ts';

export interface NewJob {
  readonly id: string;
  readonly name: string | undefined;
  /** A write needs a check of what it wrote, which no question asks for. */
  readonly kind: 'long_running_read' | 'one_shot_read';
  readonly cwd: string | undefined;
  readonly commands: { readonly [name in CommandName]?: readonly string[] | undefined };
}

export interface NewFile {
  /** Undefined: the job of those who have none yet. */
  readonly job: NewJob | undefined;
  /** Undefined: whom openclaw.json names. */
  readonly target: string | undefined;
  readonly locale: Locale;
}

/** The language of reports for the owner of a host with this language, a BCP 47 tag. */
export function localeFor(hostLanguage: string): Locale {
  return /^zh\b/i.test(hostLanguage) ? 'zh-CN' : 'en';
}

/** It stays on in the night: trouble is told at any hour, and whether `quietHours` hold news back is for the owner. */
export const QUIET_HOURS = { start: '23:00', end: '08:00' };

export function starterFile({ job, target, locale }: NewFile): string {
  return `// The job file of ops-monitor: JSON, in which comments and trailing commas are allowed.
// After each change:  ops-monitor validate-config
// What every key means:  https://github.com/Zjianru/ops-framework#the-job-file
{
  "version": 1,

  // What holds for every job; a job's own "policy" may say otherwise. All times are in seconds.
  "defaults": {
    // The language of the messages on Telegram: "en" or "zh-CN".
    "locale": ${json(locale)},
    // How often you hear of a job that runs and is well.
    "reportEverySeconds": 1800,
    // A job that runs for so long without progress is a stall, which is told at once. 0: never.
    "stallSeconds": 3600,
    // News that can wait is not told in these hours, by the clock of this host. Trouble always is.
    "quietHours": ${json(QUIET_HOURS)}
  },

  // Whom to tell: a Telegram chat. Without it the one that openclaw.json names.
  ${target === undefined ? '// "notify": { "target": "123456789" },' : `"notify": { "target": ${json(target)} },`}

  "jobs": [
${job === undefined ? STARTER : ownJob(job)}
  ]
}
`;
}

const STARTER = `    {
      // A first job, so that there is something to see: it tells you when the disk gets full, and once a day how full it is.
      "id": ${json(STARTER_ID)},
      "name": "Disk space",
      // long_running_read: is asked for its status at every tick. one_shot_read: a check that ends by itself.
      "kind": "long_running_read",
      "risk": "read_only",
      // false: tick leaves it alone.
      "enabled": true,
      // Programs and their arguments, word by word: no shell reads them. They run in the OpenClaw folder, or in "cwd".
      "commands": {
        // The number is the limit in percent.
        "status": ["sh", ${json(STARTER_SCRIPT)}, "90"],
        // There is nothing to start.
        "start": ["true"]
      },
      // It has no progress that could stall.
      "policy": { "reportEverySeconds": 86400, "stallSeconds": 0 }
    }

    // The next one goes here, with a comma above it. Its status command prints one JSON object such as
    // {"running": true, "completed": false, "progress": {"done": 3, "total": 10}}; see ${STARTER_SCRIPT}.
    // {
    //   "id": "my-scan",
    //   "kind": "long_running_read",
    //   "risk": "read_only",
    //   "enabled": true,
    //   "cwd": "~/scans",
    //   "commands": {
    //     "status": ["node", "scan.mjs", "status"],
    //     "start": ["node", "scan.mjs", "start"],
    //     "stop": ["node", "scan.mjs", "stop"]
    //   },
    //   // Start it again by itself where it stopped, not more often than this.
    //   "policy": { "autoResume": true, "autoResumeBackoffSeconds": 900 }
    // }`;

function ownJob({ id, name, kind, cwd, commands }: NewJob): string {
  const isLong = kind === 'long_running_read';
  const calls = Object.entries(commands).filter(([, words]) => words !== undefined);
  const lines = [
    `"id": ${json(id)},`,
    ...(name === undefined ? [] : [`"name": ${json(name)},`]),
    isLong
      ? '// It is asked for its status at every tick.'
      : '// A check that ends by itself: run by ops-monitor run, or by the "after" of another job.',
    `"kind": ${json(kind)},`,
    '// read_only: it changes nothing. Otherwise write_local or write_external, which tick never starts by itself.',
    '"risk": "read_only",',
    '// false: tick leaves it alone.',
    '"enabled": true,',
    ...(cwd === undefined
      ? ['// Commands run in the OpenClaw folder, or in "cwd".']
      : [`"cwd": ${json(cwd)},`]),
    '// Programs and their arguments, word by word: no shell reads them.',
    '"commands": {',
    calls.map(([command, words]) => `  ${json(command)}: ${json(words)}`).join(',\n      '),
    isLong ? '},' : '}',
    ...(isLong ? OWN_POLICY : []),
  ];
  return `    {\n${lines.map((line) => `      ${line}`).join('\n')}\n    }`;
}

const OWN_POLICY = [
  '"policy": {',
  '  // true: tick starts it again where it stopped.',
  '  "autoResume": false',
  '}',
];

function json(value: unknown): string {
  return JSON.stringify(value, null, 1)
    .replace(/\n +|\n/g, ' ')
    .replace(/^\[ | \]$/g, (edge) => edge.trim());
}
