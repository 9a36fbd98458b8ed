/** Who is told, and whether Telegram can be reached without OpenClaw (OPENCLAW.md sections 3 and 6). */
import { type Check, fail, ok, warn } from './doctor-check.ts';
import type { DoctorFacts } from './doctor-facts.ts';
import { lackedBySchedule } from './doctor-schedule.ts';
import {
  canOpenclawSend,
  followsFromOpenclawJson,
  isDirectOpen,
  isOpenclawJsonAtFault,
  lacking,
  needOfDirect,
  notUsed,
  scheduledTarget,
} from './doctor-ways.ts';
import type { Finding } from './openclaw-explanation.ts';
import { CHAT_ID_HINT, parseTarget, refuseTarget } from './telegram-target.ts';

export function examineTarget(facts: DoctorFacts): Check {
  const { value, from, tried } = facts.channel.explanation.target;
  const name = 'target';
  const scheduled = scheduledTarget(facts);
  if (value === undefined && scheduled !== undefined)
    return ok(name, `${scheduled} (--target of the schedule)`);
  if (value === undefined) {
    if (isOpenclawJsonAtFault(facts)) return warn(name, followsFromOpenclawJson(facts));
    const mend = `set notify.target in the job file to your chat id, or give tick a --target; ${CHAT_ID_HINT}`;
    return fail(name, `nobody to tell (${tried.join('; ')})`, mend);
  }
  if (parseTarget(value)) return ok(name, `${value} (${from ?? 'given'})`);
  const refused = refuseTarget(value);
  return fail(name, `${from ?? 'given'}: ${refused.detail}`, refused.mend);
}

export function examineToken(facts: DoctorFacts): Check {
  const { channel, schedule } = facts;
  const { token, account, state } = channel.explanation;
  const name = 'token';
  const need = needOfDirect(channel);
  if (need === 'unused') return notUsed(name, channel);
  if (token.kind === 'missing') {
    if (isOpenclawJsonAtFault(facts)) return warn(name, followsFromOpenclawJson(facts));
    return lacking(name, need, [token.detail, ...placesTried(token)].join(': '), token.mend);
  }
  const owner = account.id === 'default' ? '' : ` for the account ${account.id} (${account.from})`;
  const summary = `found in ${token.from}${owner}`;
  if (!account.isEnabled) {
    const mend = 'set enabled to true there, or name another in notify.account';
    return warn(name, `${summary}, but the account ${account.id} is switched off in openclaw.json`, mend);
  }
  const isOfShell = token.from.endsWith(`${VARIABLE} of the environment`);
  const by = isOfShell ? lackedBySchedule(schedule, VARIABLE) : undefined;
  if (by === undefined) return ok(name, summary);
  return warn(name, `${summary}, which ${by} does not have`, `put ${VARIABLE} into ${state.path}/.env`);
}

const VARIABLE = 'TELEGRAM_BOT_TOKEN';

/** Where none of the places is set; one that is set, but cannot be read, is named by the detail itself. */
function placesTried({ detail, tried }: Extract<Finding, { kind: 'missing' }>): readonly string[] {
  return tried.length === 0 || tried.includes(detail) ? [] : [`tried ${tried.join('; ')}`];
}

export function examineProxy({ channel }: DoctorFacts): Check {
  const { proxy } = channel.explanation;
  const name = 'proxy';
  const need = needOfDirect(channel);
  if (need === 'unused') return notUsed(name, channel);
  if (proxy.kind === 'missing') return lacking(name, need, proxy.detail, proxy.mend);
  return ok(name, proxy.what === 'no proxy' ? `none (${proxy.from})` : `${proxy.what} (${proxy.from})`);
}

export function examineBotApi({ channel }: DoctorFacts): Check {
  const { botApi, explanation } = channel;
  const { apiRoot } = explanation;
  const name = 'bot-api';
  const need = needOfDirect(channel);
  if (need === 'unused') return notUsed(name, channel);
  if (apiRoot.kind === 'missing') return lacking(name, need, apiRoot.detail, apiRoot.mend);
  if (botApi === undefined || !isDirectOpen(channel)) {
    const lack = explanation.token.kind === 'missing' ? 'there is no token' : 'the proxy cannot be used';
    return ok(name, `${apiRoot.what} not asked, as ${lack}`);
  }
  switch (botApi.kind) {
    case 'answers':
      return ok(
        name,
        `${apiRoot.what} answers${botApi.bot === undefined ? '' : ` as ${botApi.bot}`} in ${botApi.seconds.toFixed(1)} s`,
      );
    case 'refused':
      return fail(name, botApi.detail, botApi.mend);
    case 'unreachable':
      return lacking(name, canOpenclawSend(channel) ? need : 'required', botApi.detail, CHECK_NETWORK);
  }
}

const CHECK_NETWORK =
  'check the network of this host; where it needs a proxy, set channels.telegram.proxy in openclaw.json or HTTPS_PROXY';
