/** Programs of schedulers as shell scripts, with what they keep in files, for adapters and for the built program. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Programs {
  /** To be the first of PATH. */
  readonly bin: string;
  /** What the stand-in crontab holds; there is none while it is not there. */
  readonly spool: string;
  /** A line for each call of systemctl, loginctl and launchctl. */
  readonly calls: string;
  write(name: string, script: string): void;
}

/** `crontab` works on `spool`; the others do and say nothing, well. */
export function createPrograms(folder: string): Programs {
  const bin = join(folder, 'bin');
  const spool = join(folder, 'spool');
  const calls = join(folder, 'calls');
  mkdirSync(bin, { recursive: true });
  const write: Programs['write'] = (name, script) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  write('crontab', crontabOn(spool));
  for (const name of ['systemctl', 'loginctl', 'launchctl']) write(name, noting(calls, name));
  return { bin, spool, calls, write };
}

function crontabOn(spool: string): string {
  return `case "$1" in
  -l) [ -f '${spool}' ] || { echo "no crontab for me" >&2; exit 1; }; sed 's/\r/\\r/g' '${spool}' ;;
  -e) cp '${spool}' '${spool}.edited' && "$EDITOR" '${spool}.edited' && rm '${spool}.edited' ;;
  -r) rm '${spool}' ;;
  -*) exit 2 ;;
  *) cat "$1" >'${spool}' ;;
esac`;
}

/** `then`: what it does besides, in sh. */
export function noting(calls: string, name: string, then = ''): string {
  return `echo "${name} $*" >>'${calls}'\n${then}`;
}
