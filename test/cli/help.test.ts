import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHECK_EXIT_CODE_HELP, EXIT, EXIT_CODE_HELP } from '../../src/cli/exit-code.ts';
import { runMain } from '../support/cli-world.ts';

/** The commands as the help of the whole program lists them. */
const { stdout: overview } = await runMain('--help');
const [, list = ''] = /\nCommands:\n([\s\S]*?)\n\n/.exec(overview) ?? [];
const NAMES = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = '']) => name);

/** `notify "two words" --json` as the shell would hand it over. */
const wordsOf = (line: string) =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

it('lists the commands of the contract', () => {
  const contract = ['tick', 'status', 'start', 'stop', 'run', 'validate-config', 'selftest'];
  expect(NAMES).toEqual(expect.arrayContaining(contract));
});

it('says where to begin', () => {
  expect(overview).toMatch(/\nExamples?:\n {2}ops-monitor init {2,}# the first time: /);
});

it('--help of tick', async () => {
  expect((await runMain('tick --help')).stdout).toMatchInlineSnapshot(`
    "Usage: ops-monitor tick [options]

    one monitoring round: probe, decide, resume, run due checks, report

    Options:
      --config-file <path>     job file (default:
                               ~/.openclaw/net/config/ops-jobs.json)
      --state-file <path>      state file (default:
                               ~/.openclaw/net/state/ops-monitor.json)
      --allow-insecure-config  take a job file that others could have changed
      --target <id>            Telegram chat to tell, instead of the one in
                               openclaw.json
      --print-only             print the report in place of sending it (counts as
                               telling)
      --no-reply               print the report, or NO_REPLY where there is none,
                               for an OpenClaw automation
      --dry-run                start no job and run no check, but say what would be
                               done
      -h, --help               show this help

    Example:
      ops-monitor tick --target 123456789

    Exit codes:
      0      done; for tick also when it found trouble and reported it, or another
             tick is at work
      1      the job's command failed or timed out, a start goes on beside stop, a
             report waits in the outbox, the state cannot be read or saved, selftest
             failed, notify did not send, doctor found a fail, no tick comes
             (schedule), the output cannot be written, or status --exit-code found
             what needs a person
      2      wrong usage, unknown job, refused by kind or risk, being started
             already, or the job file is invalid (valid jobs are still watched)
      3      nobody to tell: no --target, and none found in openclaw.json
      70     a bug; one line says where to report it
      75     the state stayed locked by another command for 15 s (commands that
             change it)
      128+n  ended by signal n
    "
  `);
});

describe.each(NAMES)('--help of %s', (name) => {
  it('shows its flags, an example, and every exit code', async () => {
    const { code, stdout, stderr } = await runMain([name, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: ops-monitor ${name} `));
    expect(stdout).toMatch(/\nOptions:\n[\s\S]* {2}-h, --help +show this help\n/);
    expect(stdout).toMatch(new RegExp(`\nExample:\n  ops-monitor ${name}\\b`));
    const words = stdout.replaceAll(/\s+/g, ' ');
    const codes = name === 'check' ? CHECK_EXIT_CODE_HELP : EXIT_CODE_HELP;
    for (const [exit, when] of codes) expect(words).toContain(` ${exit} ${when} `);
    expect(stdout.endsWith('\n')).toBe(true);
  });

  it('has an example that is no wrong usage', async () => {
    const { stdout } = await runMain([name, '--help']);
    const [, example = ''] = /\nExample:\n {2}ops-monitor (.*)\n/.exec(stdout) ?? [];
    const { stderr } = await runMain(wordsOf(example));
    expect(stderr).not.toContain('ops-monitor --help shows');
  });
});

describe('the help of the whole program', () => {
  it.each(['--help', '-h', '--debug --help', '--help tick', '-h run'])(
    'by %s shows every command',
    async (argv) => {
      const { code, stdout } = await runMain(argv);
      expect({ code, stdout }).toEqual({ code: 0, stdout: overview });
    },
  );

  it('has no command «help» of commander', async () => {
    expect((await runMain('help')).code).toBe(2);
  });

  it.each(['--version', '-V'])('%s prints the version alone', async (argv) => {
    expect(await runMain(argv)).toMatchObject({ code: 0, stdout: '1.2.3\n', stderr: '' });
  });
});

describe('the exit codes of the help', () => {
  const documented = EXIT_CODE_HELP.map(([code]) => code);

  it('are those of the README', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const [, table = ''] = /\n### Exit codes\n\n([\s\S]*?)\n\n/.exec(readme) ?? [];
    expect(documented).toEqual([...table.matchAll(/^\| (\d\S*) \|/gm)].map(([, code]) => code));
  });

  it('hold every code that a command can come to', () => {
    for (const code of Object.values(EXIT)) expect(documented).toContain(String(code));
  });
});
