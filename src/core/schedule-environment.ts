/** What a tick is given to live on: schedulers start it with next to no environment. */

export interface Surroundings {
  /** Of the shell that asks. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where node and openclaw were found; absolute. */
  readonly programFolders: readonly string[];
  /** What a scheduler sets as HOME; undefined where that is not known. */
  readonly ownHome: string | undefined;
}

export interface ScheduledEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  readonly shortPath: string;
  /** Variables that matter and are not written down, each with what to do about it. */
  readonly leftOut: readonly { readonly name: string; readonly mend: string }[];
}

/** What decides where things are, how Telegram is reached, and what time it is. */
const PASSED_ON = [
  'OPENCLAW_HOME',
  'OPENCLAW_STATE_DIR',
  'OPENCLAW_CONFIG_PATH',
  'OPENCLAW_GATEWAY_PORT',
  'OPENCLAW_INCLUDE_ROOTS',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'TZ',
];
const TOKEN = 'TELEGRAM_BOT_TOKEN';

/** Where every system has its programs. */
const SYSTEM_FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** The order of the shell's PATH stays, so that a tick finds the very programs that the shell finds. */
export function scheduledEnvironment({ env, programFolders, ownHome }: Surroundings): ScheduledEnvironment {
  const ofShell = (env.PATH ?? '').split(':').filter(isLasting);
  const path = unique([...ofShell, ...programFolders, ...SYSTEM_FOLDERS]).join(':');
  const given = PASSED_ON.flatMap((name) => {
    const value = env[name]?.trim() ? env[name] : env[name.toLowerCase()];
    return value?.trim() ? [{ name, value }] : [];
  });
  const [secret, plain] = [given.filter(hasPassword), given.filter((one) => !hasPassword(one))];
  const home = env.HOME && env.HOME !== ownHome ? { HOME: env.HOME } : {};
  const leftOut = secret.map(({ name }) => ({
    name,
    mend: `its value has a password in it: name the proxy in openclaw.json (channels.telegram.proxy)`,
  }));
  const token = env[TOKEN]?.trim()
    ? [
        {
          name: TOKEN,
          mend: 'secrets are not written into schedules: put it into .env of the OpenClaw folder',
        },
      ]
    : [];
  return {
    variables: { PATH: path, ...home, ...Object.fromEntries(plain.map(({ name, value }) => [name, value])) },
    shortPath: unique([...programFolders, ...SYSTEM_FOLDERS]).join(':'),
    leftOut: [...leftOut, ...token],
  };
}

function hasPassword({ name, value }: { readonly name: string; readonly value: string }): boolean {
  return name.endsWith('_PROXY') && name !== 'NO_PROXY' && value.includes('@');
}

/**
 * Whether a folder will be there tomorrow: fnm makes one for each shell, npm puts those of a project in front, and what
 * is in a temporary folder goes away. Relative ones would depend on where the tick runs.
 */
export function isLasting(folder: string): boolean {
  return folder.startsWith('/') && !PASSING.some((pattern) => pattern.test(folder));
}

const PASSING = [
  /^\/(?:tmp|run|(?:private\/)?var\/(?:tmp|run|folders)|private\/tmp)(?:\/|$)/,
  /\/fnm_multishells\//,
  /\/node_modules\/\.bin(?:\/|$)/,
  /\/node-gyp-bin(?:\/|$)/,
  /\/_npx\//,
];

function unique(folders: readonly string[]): readonly string[] {
  return [...new Set(folders.map((folder) => folder.replace(/(?<=.)\/+$/, '')))];
}
