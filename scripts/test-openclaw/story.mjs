/** What is shown, step by step. Each step that sends measures how long it took. */
import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as narrator from '../demo/narrator.mjs';
import { refusal } from './bot-api.mjs';
import { OWNER } from './home.mjs';
import { check } from './stage.mjs';
import { asRead, joinParts, manyJobs, TRICKY, TRICKY_LINE } from './texts.mjs';

const TOPIC = '-1001234567890:topic:7';

/** `figures` is a list of `[name, value]` that grows. Throws NotSo at the first thing that is not as told. */
export async function tell(stage, figures) {
  narrator.step('A gateway is started.');
  const gateway = await stage.startGateway();
  measured(figures, 'start of the gateway', gateway.seconds);
  check(true, 'it answers, and asks the stand-in for news');
  await reportThroughClient(stage, figures);
  await textArrivesAsWritten(stage, figures);
  await longReport(stage, figures);
  await flags(stage, figures);
  await homeInBothMeanings(stage, figures);
  await refusals(stage, figures);
  await gatewayFrozen(stage, gateway, figures);
  await gatewayStopped(stage, gateway, figures);
}

function measured(figures, name, seconds) {
  figures.push([name, `${seconds.toFixed(1)} s`]);
}

async function reportThroughClient(stage, figures) {
  narrator.step('A job is in trouble, and its message is full of special characters. A tick tells it.');
  await stage.writeJobs([{ id: 'scan', message: TRICKY_LINE }]);
  const { exit, said, seconds, arrived } = await stage.opsMonitor(['tick']);
  measured(figures, 'tick with a report through the client', seconds);
  check(exit === 0 && said === '', 'the tick ends with exit code 0 and prints nothing');
  check(arrived.length === 1 && arrived[0].isHtml, 'one message arrives, and it comes from the gateway');
  check(arrived[0].chatId === OWNER, 'it goes to the owner named in openclaw.json');
  checkRead(arrived[0], TRICKY_LINE, (text) => text.includes(asRead(TRICKY_LINE)));
  check((await stage.home.readOutbox()).length === 0, 'the outbox is empty');
}

function checkRead({ text, marks }, expected, isRight) {
  if (!isRight(asRead(text))) {
    narrator.output(`expected:\n${expected}\narrived:\n${text}`);
  }
  check(isRight(asRead(text)), 'it reads as it was written');
  // An address becomes a link in every Telegram client, too.
  const more = marks.filter((mark) => !mark.startsWith('a '));
  check(more.length === 0, `nothing of it became formatting${more.map((mark) => ` ${mark}`).join(',')}`);
}

async function textArrivesAsWritten(stage, figures) {
  narrator.step('Lines that Markdown and HTML would change.');
  const { exit, seconds, arrived } = await stage.opsMonitor(['notify', TRICKY]);
  measured(figures, 'message through the client', seconds);
  check(exit === 0 && arrived.length === 1 && arrived[0].isHtml, 'one message arrives from the gateway');
  checkRead(arrived[0], TRICKY, (text) => text === asRead(TRICKY));
}

async function longReport(stage, figures) {
  narrator.step('Twenty jobs are in trouble at once: a report of some 9,000 characters.');
  const jobs = manyJobs();
  await stage.writeJobs(jobs);
  const { exit, seconds, arrived } = await stage.opsMonitor(['tick']);
  const texts = arrived.map(({ text }) => text);
  const characters = texts.join('').length;
  figures.push(['long report', `${characters} characters in ${texts.length} parts, ${seconds.toFixed(1)} s`]);
  check(exit === 0 && characters > 9000, `it arrives: ${characters} characters in ${texts.length} messages`);
  check(
    arrived.every(({ isHtml }) => isHtml),
    'all of them come from the gateway',
  );
  const whole = joinParts(texts);
  check(whole !== undefined, 'they are numbered and in order');
  check(
    jobs.every(({ message }) => whole.split(message).length === 2),
    'each job is in it once, and none is cut',
  );
}

async function flags(stage, figures) {
  narrator.step('A topic of a group, and an account that notify.account names.');
  await stage.writeJobs([], { account: 'default' });
  const { exit, seconds, arrived } = await stage.opsMonitor(['notify', 'to a topic', '--target', TOPIC]);
  measured(figures, 'message to a topic', seconds);
  check(exit === 0 && arrived.length === 1 && arrived[0].isHtml, 'one message arrives from the gateway');
  check(`${arrived[0].chatId}:topic:${arrived[0].threadId}` === TOPIC, 'it is in the topic');
}

async function homeInBothMeanings(stage, figures) {
  const { home, stateDir, emptyHome } = stage.home;
  narrator.step(
    'OPENCLAW_HOME names the state folder, as this program means it; HOME is another, empty folder.',
  );
  await stage.writeJobs([]);
  await deliversWith(stage, { OPENCLAW_HOME: stateDir, HOME: emptyHome });
  check(!existsSync(join(stateDir, '.openclaw')), 'no .openclaw is made inside the state folder');
  check(!existsSync(join(emptyHome, '.openclaw')), 'and none in HOME');

  narrator.step('OPENCLAW_HOME names the home folder, as openclaw means it.');
  await deliversWith(stage, { OPENCLAW_HOME: home, HOME: emptyHome });
  check(!existsSync(join(stateDir, '.openclaw')), 'no .openclaw is made inside the state folder');
  check(!existsSync(join(emptyHome, '.openclaw')), 'and none in HOME');

  narrator.step('For comparison, the client by itself with OPENCLAW_HOME naming a state folder (a copy).');
  const copy = join(stage.home.folder, 'copy');
  await mkdir(copy);
  await cp(stage.home.configPath, join(copy, 'openclaw.json'));
  const send = ['message', 'send', '--channel', 'telegram', '--target', OWNER, '--message', 'astray'];
  const { exit, seconds } = await stage.client(send, { HOME: emptyHome, OPENCLAW_HOME: copy }, emptyHome);
  const isNested = existsSync(join(copy, '.openclaw'));
  figures.push(['client alone, OPENCLAW_HOME = state folder', `exit ${exit}, ${seconds.toFixed(1)} s`]);
  check(exit === 1 && isNested, 'it ends with exit code 1 and leaves a nested .openclaw behind');
  check(
    stage.telegram.messages.every(({ text }) => text !== 'astray'),
    'and nothing arrives',
  );
}

async function deliversWith(stage, env) {
  const { exit, arrived } = await stage.opsMonitor(['notify', 'which home'], env);
  check(exit === 0 && arrived.length === 1 && arrived[0].isHtml, 'a message arrives from the gateway');
}

async function refusals(stage, figures) {
  narrator.step('Telegram refuses: what the client says of it is understood.');
  await stage.writeJobs([], { transport: 'openclaw' });
  const cases = [
    [refusal(400, 'Bad Request: chat not found'), 'refused, this cannot succeed as things are'],
    [refusal(403, 'Forbidden: bot was blocked by the user'), 'refused, this cannot succeed as things are'],
    [refusal(500, 'Internal Server Error'), 'failed, nothing was sent'],
  ];
  for (const [answer, meaning] of cases) {
    stage.telegram.refuseWith(answer);
    const { exit, said, seconds } = await stage.opsMonitor(['notify', 'refused']);
    stage.telegram.refuseWith(undefined);
    measured(figures, `client, Telegram answers ${answer.error_code}`, seconds);
    check(exit === 1 && said.includes(`ERROR: ${meaning}`), `${answer.error_code}: ${meaning}`);
  }
}

async function gatewayFrozen(stage, gateway, figures) {
  narrator.step('The gateway is frozen: it takes connections and answers none.');
  await stage.writeJobs([{ id: 'scan', message: 'while the gateway is frozen' }]);
  gateway.freeze();
  const { exit, seconds, arrived } = await stage.opsMonitor(['tick']).finally(() => gateway.thaw());
  measured(figures, 'tick with a report, gateway frozen', seconds);
  check(exit === 0 && arrived.length === 1 && !arrived[0].isHtml, 'the report arrives by the HTTP API');
}

async function gatewayStopped(stage, gateway, figures) {
  const late = stage.telegram.messages.filter(({ text }) => text === 'refused');
  check(late.length === 0, 'nothing that was told as refused or failed has arrived since');
  narrator.step('The gateway is stopped.');
  await gateway.stop();
  await stage.writeJobs([{ id: 'scan', message: TRICKY_LINE }]);
  const { exit, seconds, arrived } = await stage.opsMonitor(['tick']);
  measured(figures, 'tick with a report, gateway stopped', seconds);
  check(exit === 0 && arrived.length === 1 && !arrived[0].isHtml, 'the report arrives by the HTTP API');
  check(arrived[0].text.includes(TRICKY_LINE), 'it reads as it was written');

  narrator.step('Without the gateway, the client alone sends nothing; that is told, with its mend.');
  await stage.writeJobs([], { transport: 'openclaw' });
  const alone = await stage.opsMonitor(['notify', 'by the client alone']);
  measured(figures, 'client, gateway stopped', alone.seconds);
  check(alone.exit === 1 && alone.said.includes('ERROR: failed, nothing was sent'), 'it is told as failed');
  check(alone.arrived.length === 0, 'and nothing arrives');
}
