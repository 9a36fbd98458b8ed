/**
 * A real cron daemon with a crontab of its own, so that nobody's is touched: Debian's in a mount namespace, where its
 * spool is an empty file system in memory; else busybox's on a folder of the test. What a host lacks (the daemon, or the
 * right to make namespaces) is made up for by /bin/sh, which runs the lines as cron would.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

export type CronKind = 'cron' | 'busybox' | 'sh';

const DEBIAN_CRON = '/usr/sbin/cron';
const BUSYBOX = '/usr/bin/busybox';

/** The best that this host has. */
export function findCron(): CronKind {
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync(DEBIAN_CRON) && existsSync('/usr/bin/crontab') && canUnshare()) return 'cron';
  if (isRoot && existsSync(BUSYBOX) && hasCrond()) return 'busybox';
  return 'sh';
}

function canUnshare(): boolean {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function hasCrond(): boolean {
  return execFileSync(BUSYBOX, ['--list'], { encoding: 'utf8' }).split('\n').includes('crond');
}

/** Empty places in which Debian's cron finds nothing of the host; `then` follows in the same namespace. */
export function inEmptySpool(then: string): readonly string[] {
  const script = `set -e
mount -t tmpfs tmpfs /var/spool/cron
mkdir -m 1730 /var/spool/cron/crontabs
chgrp crontab /var/spool/cron/crontabs
mount -t tmpfs tmpfs /etc/cron.d
mount -t tmpfs tmpfs /run
[ ! -e /etc/crontab ] || mount --bind /dev/null /etc/crontab
${then}`;
  return ['unshare', '-m', 'sh', '-c', script];
}

/** With the environment that cron gives its children, and nothing of ours. */
export function cronEnvironment(): Record<string, string> {
  const { username, homedir } = userInfo();
  return { HOME: homedir, LOGNAME: username, SHELL: '/bin/sh', PATH: '/usr/bin:/bin' };
}

/** The command of the one line in a crontab that is no comment, as cron hands it to the shell. */
export function commandIn(crontab: string): string {
  const lines = crontab.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const [line, ...others] = lines;
  if (line === undefined || others.length > 0) throw new Error(`not one line: ${crontab}`);
  const command = line.replace(/^(?:\S+\s+){5}/, '');
  if (/(?<!\\)%/.test(command)) throw new Error(`to cron a bare % is the end of the command: ${command}`);
  return command.replaceAll('\\%', '%');
}

export interface Cron {
  readonly kind: CronKind;
  end(): Promise<void>;
}

/** `crontab` is run until it is ended. `install` are the words of a call that installs it by way of the real crontab. */
export function startCron(kind: CronKind, folder: string, crontab: string, install: readonly string[]): Cron {
  const child = launch(kind, folder, crontab, install);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    kind,
    end: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function launch(kind: CronKind, folder: string, crontab: string, install: readonly string[]): ChildProcess {
  const stdio = 'ignore';
  const env = cronEnvironment();
  if (kind === 'cron') {
    const call = install.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    const [program = '', ...args] = inEmptySpool(
      `${call} >'${folder}/installed' 2>&1\nexec ${DEBIAN_CRON} -f`,
    );
    return spawn(program, args, { stdio, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
  }
  if (kind === 'busybox') {
    const spool = join(folder, 'spool');
    mkdirSync(spool);
    writeFileSync(join(spool, userInfo().username), crontab, { mode: 0o600 });
    const args = ['crond', '-f', '-c', spool, '-L', join(folder, 'crond.log')];
    return spawn(BUSYBOX, args, { stdio, env });
  }
  return spawn('/bin/sh', ['-c', commandIn(crontab)], { stdio, env, cwd: env.HOME });
}

/** What the call that installed the crontab printed. */
export function installedSays(folder: string): string {
  const file = join(folder, 'installed');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
