/** Probes as hostile as they come. Each says what is to be told of it. */

export interface Kind {
  readonly name: string;
  readonly argv: readonly string[];
  /** In its section of the report. */
  readonly told: RegExp;
  /** It is ended at its limit of a second, with or without a fight; the others end by themselves. */
  readonly hangs?: boolean;
}

/** What leaves a process behind for good would stay after the test, so all of them end in a few seconds. */
const SOON = 3;
const FINE = `echo '{"running":true,"completed":false}'`;
const RUNNING = /^- 状态: running$/m;
const unknown = (message: string) => new RegExp(`^- 状态: unknown\n- 信息: ${message}$`, 'm');
const TIMED_OUT = unknown('status timed out after 1s');
const NOT_JSON = unknown('status output is not JSON');

const script = (name: string, text: string, told: RegExp): Kind => ({ name, argv: ['sh', '-c', text], told });
const hanging = (name: string, text: string): Kind => ({ ...script(name, text, TIMED_OUT), hangs: true });

const SIGNALS = 'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM'.split(' ');

/** What moves to a session of its own is out of reach of whoever ends the group; nobody may wait for it either. */
const ESCAPES: readonly Kind[] =
  process.platform === 'linux'
    ? [
        script('leaves one in a session of its own', `setsid sleep ${SOON} & ${FINE}`, RUNNING),
        hanging('hangs beside one in a session of its own', `setsid sleep ${SOON} & sleep 600`),
      ]
    : [];

/** A shell without job control starts what it puts into the background in its own group, where the end of the group meets it. */
export const KINDS: readonly Kind[] = [
  hanging('ignores SIGTERM', `trap '' TERM; while :; do sleep 601; done`),
  hanging('ignores what can be ignored', `trap '' HUP INT QUIT TERM PIPE ALRM; while :; do sleep 601; done`),
  hanging(
    'its child ignores SIGTERM',
    `(trap '' TERM; while :; do sleep 601; done) & while :; do sleep 601; done`,
  ),
  hanging(
    'starts another one when it is ended',
    `trap 'sleep 602 & sleep 602' TERM; while :; do sleep 1; done`,
  ),
  hanging('has a large family', `for i in 1 2 3 4 5 6 7 8 9 10; do sleep 603 & done; wait`),
  hanging('stops itself', 'kill -STOP $$; sleep 604'),
  hanging('closes its streams and hangs', 'exec >&- 2>&-; sleep 605'),
  hanging('prints without end', 'yes & yes >&2'),
  hanging('prints a dot now and then', 'while :; do printf .; sleep 0.2; done'),
  hanging('says it all and hangs', `${FINE}; sleep 606`),
  hanging('is a wrapper around sleep', 'exec env sleep 607'),
  hanging('is a wrapper around a wrapper', 'nohup sh -c "sh -c \\"sleep 608\\""'),
  script('leaves a child that holds its streams', `sleep ${SOON} & ${FINE}`, RUNNING),
  script('leaves a child without streams', `sleep ${SOON} >/dev/null 2>&1 & ${FINE}`, RUNNING),
  script('leaves a grandchild', `(sh -c 'sleep ${SOON} & sleep ${SOON}' & ) ; ${FINE}`, RUNNING),
  script('leaves one that prints on', `(for i in 1 2 3; do sleep 1; echo late; done) & ${FINE}`, RUNNING),
  ...ESCAPES,
  script('prints and leaves nothing of it', `(sleep 1.5; echo '{"running":false}') & ${FINE}`, RUNNING),
  script('closes its streams and lives on', `${FINE}; exec >&- 2>&-; sleep 0.7`, RUNNING),
  script('prints slowly', slowly('{"running":true,"completed":false}'), RUNNING),
  script('floods stderr', `head -c 20000000 /dev/zero >&2; ${FINE}`, RUNNING),
  script('floods stdout', `head -c 20000000 /dev/zero; ${FINE}`, NOT_JSON),
  script(
    'floods both',
    `head -c 9000000 /dev/zero >&2 & head -c 9000000 /dev/zero; wait; exit 3`,
    unknown('.*'),
  ),
  script('wants to be asked', `cat; read answer; ${FINE}`, RUNNING),
  script('prints nothing', 'true', unknown('empty status output')),
  script('prints blanks', 'printf "\\n \\n"', unknown('empty status output')),
  script('prints half', `printf '{"running":tr'`, NOT_JSON),
  script('prints a list', 'echo []', unknown('status JSON must be an object')),
  script('prints no UTF-8', `printf '\\377\\376\\000'`, NOT_JSON),
  ...[1, 2, 126, 127, 255].map((code) =>
    script(`exits with ${code}`, `exit ${code}`, unknown(`status exit=${code}`)),
  ),
  ...SIGNALS.map((signal) =>
    script(`is ended by ${signal}`, `ulimit -c 0; kill -${signal} $$`, unknown('.*')),
  ),
  { name: 'is not there', argv: ['/no/such/program'], told: unknown('/no/such/program: no such program') },
  { name: 'is a folder', argv: ['/tmp'], told: unknown('/tmp: .*') },
];

function slowly(text: string): string {
  const pieces = text.match(/.{1,4}/g) ?? [];
  return pieces.map((piece) => `printf '%s' '${piece}'; sleep 0.1`).join('; ');
}
