/** What `init` prints, for people and as JSON. */
import type { InitResult } from '../app/init.ts';
import { shellWord } from '../core/doctor-check.ts';
import type { Locale } from '../core/model.ts';
import { STARTER_ID } from '../core/starter-job.ts';
import { withoutControls } from '../core/text.ts';

type Made = Extract<InitResult, { kind: 'made' }>;

export interface Calls {
  /** How the user calls this program. */
  readonly typed: string;
  /** As typed; undefined: the usual place, which no command needs to be told. */
  readonly configFile: string | undefined;
}

export function renderMade(made: Made, calls: Calls): readonly string[] {
  const { wrote, kept, recipient, quietUntil, loaded } = made;
  // Whoever began with a job of their own needs none, and their file has none.
  const hasExample = loaded.config.jobs.some(({ id }) => id === STARTER_ID);
  const steps = nextSteps(made, calls);
  const width = Math.max(...steps.map(({ call }) => call.length));
  return [
    ...wrote.map((path) => `wrote ${path}`),
    ...kept.map((path) => `kept ${path}, which was there already`),
    `checked, and OK; its job: ${loaded.config.jobs.map(({ id }) => withoutControls(id)).join(', ')}`,
    recipient.target === undefined
      ? 'nobody to tell yet: set "notify": { "target": "YOUR CHAT ID" } in the job file, or set up Telegram in OpenClaw'
      : `tells Telegram chat ${withoutControls(recipient.target)} (${withoutControls(recipient.source)})`,
    `messages are in ${LANGUAGES[loaded.config.locale]} ("locale" in the job file)`,
    ...(quietUntil === undefined
      ? []
      : [`quiet hours now: news that can wait comes after ${quietUntil} ("quietHours" in the job file)`]),
    '',
    'Next:',
    ...steps.map(({ call, why }) => `  ${call.padEnd(width)}   # ${why}`),
    ...(hasExample ? [`Then a job of your own: ${loaded.path} has an example of one`] : []),
  ];
}

const LANGUAGES: Readonly<Record<Locale, string>> = { en: 'English', 'zh-CN': 'Chinese' };

interface Step {
  readonly call: string;
  readonly why: string;
}

function nextSteps({ loaded }: Made, { typed, configFile }: Calls): readonly Step[] {
  const file = configFile === undefined ? '' : ` --config-file ${shellWord(configFile)}`;
  const checks = loaded.config.jobs.filter(({ kind }) => kind === 'one_shot_read');
  return [
    ...checks.map(({ id }) => ({ call: `${typed} run ${shellWord(id)}${file}`, why: 'the check, once' })),
    { call: `${typed} status${file}`, why: 'what your jobs say now' },
    { call: `${typed} doctor${file}`, why: 'whether all is set up right' },
    { call: `${typed} notify${file}`, why: 'a test message to your chat' },
    { call: `${typed} schedule install${file}`, why: 'watch from now on, every minute' },
  ];
}

export function madeJson(made: Made, calls: Calls): object {
  const { wrote, kept, recipient, loaded, quietUntil } = made;
  return {
    version: 1,
    configFile: loaded.path,
    wrote,
    kept,
    jobs: loaded.config.jobs.map(({ id, kind, enabled }) => ({ id, kind, enabled })),
    recipient: { target: recipient.target ?? null, source: recipient.source },
    quietUntil: quietUntil ?? null,
    next: nextSteps(made, calls).map(({ call }) => call),
  };
}

export function renderThere(path: string, { typed, configFile }: Calls): readonly string[] {
  const file = configFile === undefined ? '' : ` --config-file ${shellWord(configFile)}`;
  return [
    `ERROR: ${path} is there already, and init overwrites nothing`,
    `check it:    ${typed} validate-config${file}`,
    `begin anew:  mv ${shellWord(path)} ${shellWord(`${path}.old`)}`,
  ];
}
