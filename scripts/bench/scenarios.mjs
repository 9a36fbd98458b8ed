// What is measured. `words(stage)` prepares it and gives the words behind `node`; `quick` ones are run often.
import { fileURLToPath } from 'node:url';
import { fullState, job, jobs } from './stage.mjs';

export const PROGRAM = fileURLToPath(new URL('../../dist/ops-monitor.js', import.meta.url));
const REFERENCE = fileURLToPath(new URL('../../test/support/serial-reference.mjs', import.meta.url));

const SLEEPER = ['sh', '-c', 'sleep 0.2; cat status.json'];
const FLOOD = ['head', '-c', '10000000', '/dev/zero'];
const HANGS = ['sleep', '60'];
const HANGS_ON = ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'];
/** Of the hung job. */
export const HUNG_LIMIT_SECONDS = 3;

const idle = () => jobs(3, { enabled: false });
const withHung = (status) => [
  job('hung', { status, policy: { statusTimeoutSeconds: HUNG_LIMIT_SECONDS } }),
  ...jobs(19),
];

export const SCENARIOS = [
  { key: 'a', title: 'node -e 0', quick: true, words: () => ['-e', '0'] },
  { key: 'b', title: 'idle tick, 3 disabled jobs', quick: true, words: tick('b', idle) },
  { key: 'c', title: 'tick, 1 job', quick: true, words: tick('c', () => jobs(1)) },
  { key: 'd', title: 'tick, 10 jobs', quick: true, words: tick('d', () => jobs(10)) },
  { key: 'd-serial', title: '  serial reference', quick: true, words: reference('d', () => jobs(10)) },
  { key: 'h', title: 'tick, 50 jobs, 200 queued, 300 to send', quick: true, words: fullTick },
  { key: 'j', title: 'status, 10 jobs', quick: true, words: call('j', ['status'], () => jobs(10)) },
  { key: 'k', title: 'validate-config, 500 jobs', quick: true, words: validate },
  { key: 'e', title: 'tick, 200 jobs', words: tick('e', () => jobs(200)) },
  { key: 'e-serial', title: '  serial reference', words: reference('e', () => jobs(200)) },
  { key: 'f', title: 'tick, 50 jobs of 200 ms', words: tick('f', () => jobs(50, { status: SLEEPER })) },
  {
    key: 'f-serial',
    title: '  serial reference',
    words: reference('f', () => jobs(50, { status: SLEEPER })),
  },
  { key: 'g', title: 'tick, 1 of 20 hangs (SIGTERM)', words: print('g', () => withHung(HANGS)) },
  { key: 'g-kill', title: 'tick, 1 of 20 hangs (SIGKILL)', words: print('g-kill', () => withHung(HANGS_ON)) },
  { key: 'i', title: 'tick, 50 jobs print 10 MB each', words: print('i', () => jobs(50, { status: FLOOD })) },
];

function call(key, words, makeJobs) {
  return (stage) => [
    PROGRAM,
    ...words,
    '--config-file',
    stage.writeJobs(key, makeJobs()),
    '--state-file',
    stage.at(`${key}.state.json`),
  ];
}

function tick(key, makeJobs) {
  return call(key, ['tick'], makeJobs);
}

/** A tick that has something to tell, each time. */
function print(key, makeJobs) {
  return call(key, ['tick', '--print-only'], makeJobs);
}

/** The jobs are disabled: what is measured is what the state costs. */
function fullTick(stage) {
  stage.writeState('h', fullState({ jobCount: 50, queueItems: 200, outboxEntries: 300 }));
  return call('h', ['tick'], () => jobs(50, { enabled: false }))(stage);
}

function validate(stage) {
  return [PROGRAM, 'validate-config', '--config-file', stage.writeJobs('k', jobs(500))];
}

function reference(key, makeJobs) {
  return (stage) => [
    REFERENCE,
    stage.writeJobs(`${key}-serial`, makeJobs()),
    stage.at(`${key}-serial.state.json`),
  ];
}
