/** The built file holds but a part of undici: what it sends by, with a proxy and without one. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { longJob, PAUSED } from '../support/e2e-jobs.ts';
import { BOT_TOKEN } from '../support/e2e-program.ts';
import { createRig, OWNER, type Rig } from '../support/e2e-rig.ts';
import { startHttpProxy, startSocksProxy } from '../support/proxies.ts';

function useProxy(rig: Rig, proxy: string): void {
  const telegram = { botToken: BOT_TOKEN, apiRoot: 'http://bot-api.test', proxy, allowFrom: [OWNER] };
  rig.write(join(rig.home, 'openclaw.json'), { channels: { telegram } });
}

test.concurrent.for([
  ['http', (port: number) => startHttpProxy(port)],
  ['socks5', (port: number) => startSocksProxy(port)],
] as const)('the built file sends through a proxy of the kind %s', async ([scheme, start], context) => {
  const rig = createRig(context);
  const telegram = await rig.startTelegram();
  const proxy = await start(telegram.port);
  context.onTestFinished(() => proxy.close());
  useProxy(rig, `${scheme}://127.0.0.1:${proxy.port}`);
  rig.writeJobs([longJob(rig, 'scan')]);
  rig.write('scan.json', PAUSED);
  expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  expect(telegram.accepted.map(({ text }) => text)).toEqual([expect.stringContaining('• scan (scan, ')]);
  expect(proxy.asked).toEqual(['bot-api.test:80']);
});
