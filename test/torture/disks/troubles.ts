/** Real disks on which things fail, from outside of the program. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Ran } from '../../support/e2e-program.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import { launchFailing, type Step } from '../kill/steps.ts';

export interface Trouble {
  readonly name: string;
  /** Not even the old state can be read any more: then the pace is that of the hours, and this tick may be silent. */
  readonly blinds?: boolean;
  /** Before the state is written. */
  begin?(rig: Rig): void;
  /** One tick in trouble. */
  tick(rig: Rig): Promise<Ran>;
  /** From here on all is well again. */
  mend?(rig: Rig): void;
  /** After the round. */
  end?(rig: Rig): void;
}

/** Larger than all that a tick writes. */
const DISK_PAGES = 64;
const PAGE = 4096;
const NOBODY = 65_534;

let mayMount: boolean | undefined;

export function canMount(): boolean {
  if (mayMount === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'ops-monitor-mount-'));
    mayMount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', folder]).status === 0;
    if (mayMount) execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  }
  return mayMount;
}

function mounted(options: string): Pick<Trouble, 'end'> & { begin(rig: Rig): void } {
  return {
    begin(rig) {
      const folder = dirname(rig.stateFile);
      mkdirSync(folder, { recursive: true });
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
    },
    end: (rig) => void execFileSync('umount', ['-l', dirname(rig.stateFile)]),
  };
}

const filler = (rig: Rig) => join(dirname(rig.stateFile), 'filler');

/** A disk with so many pages left. */
export function fullDisk(freePages: number): Trouble {
  return {
    ...mounted(`size=${DISK_PAGES * 4}k`),
    name: `${freePages} pages free`,
    async tick(rig) {
      const folder = dirname(rig.stateFile);
      writeFileSync(filler(rig), '');
      while (statfsSync(folder).bavail > freePages) appendFileSync(filler(rig), Buffer.alloc(PAGE));
      return rig.run(['tick']);
    },
    mend: (rig) => rmSync(filler(rig), { force: true }),
  };
}

/** A disk on which so many more files can be made. */
export function fewFiles(free: number): Trouble {
  const names: string[] = [];
  return {
    ...mounted(`size=${DISK_PAGES * 4}k,nr_inodes=64`),
    name: `${free} files free`,
    async tick(rig) {
      const folder = dirname(rig.stateFile);
      while (statfsSync(folder).ffree > free) {
        names.push(join(folder, `file-${names.length}`));
        writeFileSync(names.at(-1) as string, '');
      }
      return rig.run(['tick']);
    },
    mend() {
      for (const name of names) rmSync(name, { force: true });
    },
  };
}

export function readOnlyDisk(): Trouble {
  const remount = (rig: Rig, how: string) =>
    execFileSync('mount', ['-o', `remount,${how}`, dirname(rig.stateFile)]);
  return {
    ...mounted('size=256k'),
    name: 'read-only',
    async tick(rig) {
      remount(rig, 'ro');
      return rig.run(['tick']);
    },
    mend: (rig) => void remount(rig, 'rw'),
  };
}

/** No file may grow beyond so many bytes; where bytes cannot be had, blocks of 512. */
export function sizeLimit(bytes: number): Trouble {
  const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;
  const before = hasPrlimit
    ? ['prlimit', `--fsize=${bytes}`]
    : ['sh', '-c', `ulimit -f ${Math.floor(bytes / 512)}; exec "$@"`, 'sh'];
  return { name: `files of at most ${bytes} bytes`, tick: (rig) => rig.run(['tick'], { before }) };
}

/** A folder that belongs to others. For root none is closed, so the program becomes somebody else as soon as it has begun. */
export function closedFolder(): Trouble {
  return {
    name: 'a closed folder',
    async tick(rig) {
      const isRoot = process.getuid?.() === 0;
      const script = rig.at('become-nobody.cjs');
      rig.write(script, `process.setgid(${NOBODY}); process.setuid(${NOBODY});`);
      if (isRoot) give(rig.folder, NOBODY);
      chmodSync(dirname(rig.stateFile), 0o555);
      return rig.run(['tick'], isRoot ? { nodeFlags: ['-r', script] } : {});
    },
    mend(rig) {
      chmodSync(dirname(rig.stateFile), 0o700);
      if (process.getuid?.() === 0) give(rig.folder, 0);
    },
  };
}

function give(path: string, owner: number): void {
  chownSync(path, owner, owner);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) give(join(path, name), owner);
}

/** One step of the protocol fails, once or from then on. */
export function failingStep(step: Step, error: string, forEver: boolean): Trouble {
  return {
    blinds: forEver && step.call === 'openat' && !step.path?.startsWith('.'),
    name: `${error}${forEver ? ' from' : ' at'} ${step.call} #${step.nth} of ${step.path || 'the folder'}`,
    tick: async (rig) => (await launchFailing(rig, step, error, forEver)).ended,
  };
}
