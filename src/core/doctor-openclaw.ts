/** Whether the `openclaw` program works and its gateway is up (OPENCLAW.md sections 4 and 5). */
import { type Check, fail, ok, shellWord, warn } from './doctor-check.ts';
import type { ChannelFindings, DoctorFacts } from './doctor-facts.ts';
import { lackedBySchedule } from './doctor-schedule.ts';
import { isDirectOpen, lacking, needOfProgram, notUsed } from './doctor-ways.ts';

export function examineOpenclaw({ channel, jobFile, schedule }: DoctorFacts): Check {
  const { explanation, program } = channel;
  const name = 'openclaw';
  const need = needOfProgram(channel);
  if (need === 'unused') return notUsed(name, channel);
  const found = explanation.program;
  if (found.kind === 'missing')
    return lacking(
      name,
      need,
      `${found.detail} in PATH and the usual folders${instead(channel)}`,
      found.mend,
    );
  if (program?.version === undefined) {
    const summary = `${found.what} does not run${program?.detail ? `: ${program.detail}` : ''}`;
    return lacking(name, need, summary, `run it by hand: ${shellWord(found.what)} --version`);
  }
  const summary = `${program.version}${onNode(program.nodeVersion)} at ${found.what} (found in ${found.from})`;
  const named = jobFile.config.notify.openclawBin;
  if (named !== undefined && found.from !== 'notify.openclawBin') {
    return warn(name, `${summary}, as notify.openclawBin (${named}) cannot be run`, 'set it to this path');
  }
  const by = program.isInPathAlone ? lackedBySchedule(schedule, 'PATH') : undefined;
  if (by === undefined) return ok(name, summary);
  return warn(name, `${summary}, which ${by} will not find`, `set notify.openclawBin to ${found.what}`);
}

function onNode(version: string | undefined): string {
  return version === undefined ? '' : ` on Node ${version}`;
}

export function examineGateway({ channel }: DoctorFacts): Check {
  const { explanation, gateway } = channel;
  const { port, from } = explanation.gateway;
  const name = 'gateway';
  if (needOfProgram(channel) === 'unused') return notUsed(name, channel);
  if (explanation.program.kind === 'missing') return ok(name, 'not asked, as openclaw was not found');
  if (port === undefined || gateway === undefined) return ok(name, `cannot be tested from here (${from})`);
  const place = `127.0.0.1:${port} (${from})`;
  if (gateway === 'answers') return ok(name, `answers at ${place}`);
  const mend = 'openclaw gateway start';
  if (isDirectOpen(channel)) {
    return warn(name, `nobody answers at ${place}${instead(channel)}`, mend);
  }
  if (sendsWithoutGateway(channel)) return warn(name, `nobody answers at ${place}`, mend);
  return fail(name, `nobody answers at ${place}, and openclaw cannot send without it`, mend);
}

/** What is lost with openclaw: nothing, where the other way is known to be open. */
function instead(channel: ChannelFindings): string {
  const isOpen = isDirectOpen(channel) && channel.botApi?.kind === 'answers';
  return isOpen ? '; reports go by the HTTP API' : '';
}

/** Up to this version, exclusive. */
const GATEWAY_NEEDED_SINCE = [2026, 4, 27] as const;

function sendsWithoutGateway({ program }: ChannelFindings): boolean {
  const [year, month, day] = program?.version?.match(/\d+/g)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const order = (a: number, b: number, c: number) => (a * 100 + b) * 1000 + c;
  return order(year, month, day) < order(...GATEWAY_NEEDED_SINCE);
}
