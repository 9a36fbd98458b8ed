/** Where things are, and whether the two files that a person writes can be used. */
import { formatProblem } from './config-problem.ts';
import { type Check, fail, ok, warn } from './doctor-check.ts';
import type { DoctorFacts } from './doctor-facts.ts';
import { lackedBySchedule } from './doctor-schedule.ts';
import { hasOpenclawJson, isOpenclawJsonAtFault } from './doctor-ways.ts';

export function examinePaths(facts: DoctorFacts): Check {
  const { state, config } = facts.channel.explanation;
  const name = 'paths';
  const isUsual = config.path === `${state.path}/openclaw.json`;
  const elsewhere = isUsual ? '' : `, its config ${config.path} (${config.rule})`;
  const summary = `the OpenClaw folder is ${state.path} (${state.rule})${elsewhere}`;
  const variables = `${state.rule} ${config.rule}`.match(/OPENCLAW_[A-Z_]+/g) ?? [];
  for (const variable of variables) {
    const schedule = lackedBySchedule(facts.schedule, variable);
    if (schedule === undefined) continue;
    const mend = `set ${variable} there too: a scheduler does not read the settings of your shell`;
    return warn(name, `${summary}, but ${schedule} does not set ${variable}`, mend);
  }
  return ok(name, summary);
}

const VALIDATE = 'ops-monitor validate-config';

export function examineJobFile({ jobFile, call }: DoctorFacts): Check {
  const { path, isThere, problems, warnings, config } = jobFile;
  const name = 'job-file';
  if (!isThere) {
    const mend = `${call} init writes one; or name another with --config-file`;
    return fail(name, `${path} is not there`, mend);
  }
  const [problem] = problems;
  if (problem) {
    const first = formatProblem(path, problem);
    if (problems.length === 1) return fail(name, first, `mend it, then run ${VALIDATE}`);
    return fail(name, `${problems.length} errors, the first: ${first}`, `${VALIDATE} shows them all`);
  }
  const watched = config.jobs.filter((job) => job.enabled && job.kind === 'long_running_read').length;
  const counts = `${counted(config.jobs.length, 'job')}, ${watched} watched`;
  const [warning] = warnings;
  if (warning) {
    const summary = `${counts}; ${counted(warnings.length, 'warning')}, the first: ${formatProblem(path, warning)}`;
    return warn(name, summary, `${VALIDATE} shows them all`);
  }
  if (watched > 0) return ok(name, `${path}: ${counts}`);
  const mend = 'set "enabled": true on each long_running_read that tick is to watch';
  const firstJob = 'describe your jobs in it, as examples/ops-jobs.example.json does';
  return warn(name, `${path}: ${counts}`, config.jobs.length === 0 ? firstJob : mend);
}

export function examineOpenclawJson(facts: DoctorFacts): Check {
  const { config, state, variables } = facts.channel.explanation;
  const name = 'openclaw-json';
  const isThere = hasOpenclawJson(facts);
  const isAtFault = isOpenclawJsonAtFault(facts);
  if (!isThere) {
    if (!isAtFault) return ok(name, `${config.path} is not there, and not needed`);
    const mend = `set up OpenClaw with Telegram; or set notify.target in the job file, and TELEGRAM_BOT_TOKEN in ${state.path}/.env`;
    return fail(name, `${config.path} is not there`, mend);
  }
  if (config.problems.length > 0) {
    const summary = config.problems.join('; ');
    const mend = 'mend the file; openclaw doctor looks at it too';
    return isAtFault ? fail(name, summary, mend) : warn(name, summary, mend);
  }
  const envFiles = variables.filter((place) => facts.channel.explanation.files.includes(place));
  return ok(name, [config.path, ...envFiles].join(', with '));
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
