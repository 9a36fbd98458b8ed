/** Valid documents with everything in them that they may hold: what mutations start from. */

/** The part after the colon never shows in any output. */
export const SECRET = 'AAF-never-to-be-shown-anywhere_0123';

export const JOB_FILE = {
  version: 1,
  defaults: {
    reportEverySeconds: 60,
    stallSeconds: 3600,
    autoResume: true,
    autoResumeBackoffSeconds: 900,
    quietHours: { start: '23:00', end: '08:00', timezone: 'Europe/Berlin' },
    reportWhileRunning: true,
    onlyOnChange: true,
    statusTimeoutSeconds: 5,
    failuresBeforeAlert: 1,
    probeConcurrency: 4,
    locale: 'en',
    hostLabel: 'attic',
  },
  notify: {
    transport: 'auto',
    target: '123',
    account: 'default',
    threadId: 7,
    openclawBin: '/nowhere/openclaw',
    silentRoutine: true,
  },
  jobs: [
    {
      id: 'scan',
      name: 'Scan of all disks',
      kind: 'long_running_read',
      risk: 'read_only',
      enabled: true,
      cwd: '~',
      commands: { start: ['true', 'start'], stop: ['true', 'stop'], status: ['cat', 'scan.json'] },
      policy: { autoResume: true, quietHours: { start: '01:00', end: '01:00' } },
      approval: null,
      after: [{ jobId: 'check', when: 'failure', delaySeconds: 60 }, { jobId: 'sync' }],
    },
    {
      id: 'sync',
      kind: 'long_running_read',
      risk: 'write_local',
      enabled: true,
      commands: { start: ['true', 'start'], status: ['cat', 'sync.json'] },
    },
    {
      id: 'check',
      kind: 'one_shot_read',
      risk: 'read_only',
      commands: { run: ['cat', 'check.txt'] },
      after: [{ jobId: 'scan', when: 'success' }],
    },
    {
      id: 'write',
      kind: 'one_shot_write',
      risk: 'write_external',
      commands: { run: ['true', 'write'] },
      approval: { required: true, granted: false },
      after: [{ jobId: 'check', when: 'success' }],
    },
  ],
};

const AT = 1_790_000_000.25;

export const STATE = {
  version: 1,
  revision: 41,
  updatedAt: '2026-09-21T13:33:20Z',
  lastTickAt: AT,
  meanTickGapSeconds: 60,
  lastConfigErrorAt: AT - 9000,
  note: { of: 'the owner', list: [1, 'two', null, { three: 3 }] },
  movedChats: { '-100': '-100123' },
  jobs: {
    scan: {
      lastSeen: { running: true, completed: false, progressKey: 'step 7', stopReason: null, pid: 77 },
      lastProgressKey: 'step 7',
      lastProgressAt: AT - 300,
      lastReportAt: AT - 60,
      lastAnomalyKey: '{"kind":"stalled","stopReason":null}',
      lastAnomalyReportAt: AT - 600,
      anomalySince: AT - 4000,
      lastAutoResumeAt: AT - 5000,
      lastStart: { exitCode: 0, durationMs: 12, stdoutTail: 'ok', stderrTail: '' },
      ownNote: 'kept',
    },
    sync: {
      lastSeen: { running: false, completed: false, stopReason: 'quota' },
      lastReportAt: AT - 900,
      lastAnomalyKey:
        '{"running":false,"completed":false,"stopReason":"quota","level":null,"message":null,"progressKey":null}',
      lastAnomalyReportAt: AT - 900,
      operatorStopped: true,
      lastStopAt: AT - 1000,
    },
    gone: { lastReportAt: AT - 90_000, reportedCompleted: true, ownNote: { kept: true } },
  },
  queue: [
    {
      id: 'q1',
      jobId: 'check',
      status: 'pending',
      createdAt: AT,
      notBefore: AT - 1,
      reason: 'after',
      attempt: 0,
    },
    { id: 'q2', jobId: 'write', status: 'pending', notBefore: AT + 1e9 },
    { id: 'q3', jobId: 'check', status: 'done', finishedAt: AT - 50, exitCode: 0, depth: 2, ownNote: 1 },
    {
      id: 'q4',
      jobId: 'check',
      status: 'running',
      attempt: 1,
      lease: { pid: 4_000_000, claimedAt: AT - 100, until: AT - 50 },
    },
  ],
  outbox: [
    entry('r39', 'channel', 'alert', 'gone'),
    entry('r40', 'channel', 'routine', 'scan'),
    { ...entry('r41', 'print', 'recovery', 'sync'), partsSent: 0, attempts: 2, lastError: 'printer on fire' },
  ],
};

function entry(id: string, via: string, importance: string, jobId: string) {
  const section = { jobId, importance, text: `• ${jobId}\n- said in ${id}` };
  const waits = { attempts: 1, nextAttemptAt: AT - 10, partsSent: 0 };
  return { id, createdAt: AT - 60, via, header: `Ops ${id}`, sections: [section], ...waits };
}

export const OPENCLAW_JSON = {
  $include: ['./more.json'],
  env: { vars: { CHAT: '4242' }, PLAIN: 'text' },
  agents: {
    defaults: { heartbeat: { target: 'last' } },
    list: [{ id: 'main', default: true, heartbeat: { target: 'telegram', to: 4711 } }],
    entries: { other: { heartbeat: { to: '@name' } } },
  },
  bindings: [{ agentId: 'main', match: { channel: 'telegram', accountId: 'work' } }],
  secrets: {
    providers: { mine: { source: 'file', path: 'secrets.json', mode: 'json' } },
    defaults: { file: 'mine' },
  },
  channels: {
    telegram: {
      enabled: true,
      botToken: `987654:${SECRET}`,
      apiRoot: 'http://127.0.0.1:9',
      proxy: 'http://127.0.0.1:9',
      defaultTo: '-100123:topic:7',
      allowFrom: ['*', 'tg:55', 66],
      defaultAccount: 'work',
      accounts: {
        default: { botToken: { source: 'env', provider: 'default', id: 'TELEGRAM_BOT_TOKEN' } },
        work: { tokenFile: './token.txt', defaultTo: '$' + '{CHAT}' },
      },
    },
  },
  commands: { ownerAllowFrom: ['telegram:99'] },
  gateway: { mode: 'local', port: 9, tls: { enabled: false } },
};

export const STATUS = {
  running: true,
  completed: false,
  pid: 4_000_000,
  stopReason: 'quota',
  message: 'reading disk 3 of 7',
  progressKey: 'step 8',
  progress: { done: 8, of: 70, disk: 'sda', nested: { a: [1, 2] } },
  level: 'warn',
};
