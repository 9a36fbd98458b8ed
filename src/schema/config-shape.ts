/**
 * The job file as it is written (SPEC section 4), one schema for checking it and for the JSON Schema that editors
 * use. Nothing is filled in or changed here: `config.ts` makes a Config of it.
 */
import * as z from 'zod/mini';
import {
  clockTime,
  flag,
  isKnownZone,
  key,
  must,
  oneOf,
  orNull,
  seconds,
  text,
  WITHOUT_NUL,
  wholeNumber,
} from './config-fields.ts';

const QuietHoursSchema = z.strictObject(
  {
    start: key('When quiet begins, HH:MM. Default 23:00.', clockTime()),
    end: key('When quiet ends, HH:MM. Equal to start: no quiet hours. Default 08:00.', clockTime()),
    timezone: key(
      "IANA name of a time zone. Default: the host's zone.",
      z.optional(
        z
          .string(must('the name of a time zone, such as Asia/Shanghai'))
          .check(z.refine(isKnownZone, must('the name of a known time zone, such as Asia/Shanghai'))),
      ),
    ),
  },
  must('an object with start and end (equal: no quiet hours)'),
);

const probeTime = must('a number of seconds above 0, at most 600');

const policyShape = {
  reportEverySeconds: key('Pace of routine progress reports; 0: none by time. Default 1800.', seconds()),
  stallSeconds: key('Running without progress for this long is a stall; 0: off. Default 3600.', seconds()),
  autoResume: key('Whether tick may start the job when it is paused. Default false.', flag()),
  autoResumeBackoffSeconds: key('Not resumed again sooner; 0: at every tick. Default 900.', seconds()),
  quietHours: key('No routine reports between start and end.', z.optional(QuietHoursSchema)),
  reportWhileRunning: key('Whether there are routine progress reports. Default true.', flag()),
  onlyOnChange: key('true: report each progress change at once as well. Default false.', flag()),
  statusTimeoutSeconds: key(
    'How long a probe may take. Default 30.',
    z.optional(z.number(probeTime).check(z.gt(0, probeTime), z.maximum(600, probeTime))),
  ),
  failuresBeforeAlert: key(
    'An unknown status is told after this many in a row. Default 1.',
    z.optional(wholeNumber(1)),
  ),
};

export const PolicySchema = z.strictObject(policyShape, must('an object of policy keys'));

const labelRule = must('a text of 1 to 40 characters that is not blank');
const label = z.string(labelRule).check(z.regex(/\S/, labelRule), z.maxLength(40, labelRule));

export const DefaultsSchema = z.strictObject(
  {
    ...policyShape,
    probeConcurrency: key('How many probes run side by side. Default 8.', z.optional(wholeNumber(1, 64))),
    locale: key('The language of reports. Default zh-CN.', z.optional(oneOf(['zh-CN', 'en']))),
    hostLabel: key('What the header of reports calls this machine. Default: nothing.', z.optional(label)),
  },
  must('an object of policy keys'),
);

const chat = must('a chat id or a name, such as "123456789" or "@name"');
const topic = must('the whole number of a topic, 1 or more');

const NotifySchema = z.strictObject(
  {
    transport: key(
      'auto: openclaw, then the HTTP API; or one of them alone. Default auto.',
      z.optional(oneOf(['auto', 'openclaw', 'telegram'])),
    ),
    // Each part of a union says the same as the whole: zod repeats whichever came nearest.
    target: key(
      'Where reports go, such as 123456789 or @name. Default: from openclaw.json.',
      z.optional(z.union([z.string(chat).check(z.regex(/\S/, chat)), z.int(chat)], chat)),
    ),
    account: key('The Telegram account of openclaw.json to send with.', z.optional(text())),
    threadId: key(
      'The topic of a group.',
      z.optional(
        z.union(
          [z.int(topic).check(z.minimum(1, topic)), z.string(topic).check(z.regex(/^[1-9]\d{0,14}$/, topic))],
          topic,
        ),
      ),
    ),
    openclawBin: key('Path of the openclaw program. Default: searched.', z.optional(text('a path'))),
    silentRoutine: key('Whether routine reports make no sound. Default false.', flag()),
  },
  must('an object of notify keys'),
);

const argument = must('a non-empty text without NUL characters');
const list = must('a list of texts with the program first, such as ["node", "check.mjs"]');

const word = z.string(argument).check(z.minLength(1, argument), z.regex(WITHOUT_NUL, argument));
const words = z.array(word, list).check(z.minLength(1, list));

function argv(description: string) {
  return key(description, z.optional(words));
}

const CommandsSchema = z.strictObject(
  {
    start: argv('Starts a long job. The program and its arguments; never a shell line.'),
    stop: argv('Stops a long job. Default: SIGTERM to the pid that status reports.'),
    status: argv('Prints the status of a long job as one JSON object.'),
    run: argv('Runs a one-shot job.'),
  },
  must('an object of commands (start and status, or run)'),
);

const ApprovalSchema = z.strictObject(
  {
    required: key('Default true.', flag()),
    granted: key('Default false.', flag()),
  },
  must('an object with required and granted, or null'),
);

const AfterSchema = z.strictObject(
  {
    jobId: key('The job that follows.', text('the id of a job')),
    when: key('On which outcome. Default success.', z.optional(oneOf(['success', 'failure']))),
    delaySeconds: key('How long to wait before it. Default 0.', seconds()),
  },
  must('an object with jobId'),
);

const path = must('a path without NUL characters, or null');

const JobSchema = z.strictObject(
  {
    id: key(
      'Unique among the jobs.',
      // As a key of a plain object __proto__ would be lost, and with it all that is remembered of the job.
      text().check(z.regex(/^(?!\s*__proto__\s*$)/, must('another text: this one is reserved'))),
    ),
    name: key('Shown in reports. Default: the id.', orNull(z.string(must('a text, or null')))),
    kind: key(
      'long_running_read: watched by tick. one_shot_read: run when asked, or after another. one_shot_write: never run by ops-monitor.',
      oneOf(['long_running_read', 'one_shot_read', 'one_shot_write']),
    ),
    risk: key(
      'What it may change. Only what is read_only is ever run unasked.',
      oneOf(['read_only', 'write_local', 'write_external']),
    ),
    enabled: key('Whether tick watches it. Default false.', flag()),
    cwd: key(
      'Where its commands run; ~ is your home. Default: the OpenClaw home.',
      orNull(z.string(path).check(z.regex(WITHOUT_NUL, path))),
    ),
    commands: key(
      'What it runs: start and status (and stop) of a long job, run of a one-shot.',
      CommandsSchema,
    ),
    policy: key('Overrides defaults, key by key.', orNull(PolicySchema)),
    approval: key('Whether a human has to allow it, and has. For jobs that write.', orNull(ApprovalSchema)),
    after: key(
      'What follows this job.',
      orNull(z.array(AfterSchema, must('a list of {jobId, when, delaySeconds}, or null'))),
    ),
  },
  must('an object with id, kind, risk and commands'),
);

/** The whole job file. Keys nobody knows are errors to this schema, and only warnings to `resolveConfig`. */
export const JobFileSchema = z.strictObject(
  {
    $schema: key('Where an editor finds this schema. Not read by ops-monitor.', z.optional(z.unknown())),
    version: key('The version of this format.', z.literal([1, '1'], must('1'))),
    defaults: key('The policy of jobs that say nothing else.', z.optional(DefaultsSchema)),
    notify: key('Where reports go. Default: from openclaw.json.', z.optional(NotifySchema)),
    jobs: key('The jobs to watch.', z.array(JobSchema, must('a list of jobs'))),
  },
  must('an object with version and jobs'),
);

export type WrittenJob = z.infer<typeof JobSchema>;
export type WrittenPolicy = z.infer<typeof PolicySchema>;
export type WrittenDefaults = z.infer<typeof DefaultsSchema>;
export type WrittenNotify = z.infer<typeof NotifySchema>;
