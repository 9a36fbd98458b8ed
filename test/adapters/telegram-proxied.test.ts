import { describe, expect, it } from 'vitest';
import type { BotApiAccess } from '../../src/adapters/telegram-notifier.ts';
import { DEAD_PORT } from '../support/dead-port.ts';
import { startHttpProxy, startSocksProxy } from '../support/proxies.ts';
import { createTelegramRig, LIMITS, useClosing } from '../support/telegram-rig.ts';
import { waitFor } from '../support/wait-for.ts';

const { closing, startApi } = useClosing();

describe('a proxy', () => {
  const HOST = 'http://api.telegram.test';
  const through = (scheme: 'http' | 'socks5', url: string): Pick<BotApiAccess, 'proxy'> => {
    const shown = url.replace(/\/\/.*@/, '//');
    return { proxy: { kind: 'proxy', scheme, url, shown, from: 'channels.telegram proxy' } };
  };

  it('of http is asked for a tunnel to the Bot API', async () => {
    const api = await startApi();
    const proxy = closing(await startHttpProxy(api.port));
    const { send } = createTelegramRig(HOST, through('http', `http://127.0.0.1:${proxy.port}`));
    expect((await send()).kind).toBe('sent');
    expect(proxy.asked).toEqual(['api.telegram.test:80']);
    expect(api.accepted).toHaveLength(1);
    await waitFor('the connections to close', () => proxy.open + api.connections.open === 0);
  });

  it('of http is told its password', async () => {
    const api = await startApi();
    const proxy = closing(await startHttpProxy(api.port, { login: 'me:pass word' }));
    const { send } = createTelegramRig(
      HOST,
      through('http', `http://me:pass%20word@127.0.0.1:${proxy.port}`),
    );
    expect((await send()).kind).toBe('sent');
  });

  it.each([
    ['refuses the tunnel', { refuseWith: 502 }, /502/],
    ['wants a password', { login: 'me:pass' }, /407/],
    ['never answers', { hangs: true }, /no connection within 0\.5 s/],
  ])('of http that %s: nothing went out', async (_what, options, detail) => {
    const api = await startApi();
    const proxy = closing(await startHttpProxy(api.port, options));
    const limits = 'hangs' in options ? { connectMs: 500, answerMs: 600_000 } : LIMITS;
    const { send } = createTelegramRig(HOST, {
      ...through('http', `http://127.0.0.1:${proxy.port}`),
      limits,
    });
    expect(await send()).toMatchObject({ kind: 'failed', detail: expect.stringMatching(detail) });
    expect(api.connections.opened).toBe(0);
    await waitFor('the connections to close', () => proxy.open === 0);
  });

  it('of socks5 is asked for the name, so that it is looked up there', async () => {
    const warnings: unknown[] = [];
    const onWarning = (warning: unknown) => warnings.push(warning);
    process.on('warning', onWarning);
    const api = await startApi();
    const proxy = closing(await startSocksProxy(api.port));
    const { send } = createTelegramRig(HOST, through('socks5', `socks5://127.0.0.1:${proxy.port}`));
    expect((await send()).kind).toBe('sent');
    expect(proxy.asked).toEqual(['api.telegram.test:80']);
    await waitFor('the connections to close', () => proxy.open + api.connections.open === 0);
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  it('of socks5 is told its password', async () => {
    const api = await startApi();
    const proxy = closing(await startSocksProxy(api.port, { login: { user: 'me', password: 'pass' } }));
    const url = `127.0.0.1:${proxy.port}`;
    expect((await createTelegramRig(HOST, through('socks5', `socks5://me:pass@${url}`)).send()).kind).toBe(
      'sent',
    );
    const wrong = await createTelegramRig(HOST, through('socks5', `socks5://me:wrong@${url}`)).send();
    expect(wrong.kind).toBe('failed');
    expect(JSON.stringify(wrong)).not.toContain('me:');
  });

  it('of socks5 that never answers: nothing went out, and nothing stays open', async () => {
    const api = await startApi();
    const proxy = closing(await startSocksProxy(api.port, { hangs: true }));
    const limits = { connectMs: 500, answerMs: 600_000 };
    const { send } = createTelegramRig(HOST, {
      ...through('socks5', `socks5://127.0.0.1:${proxy.port}`),
      limits,
    });
    expect((await send()).kind).toBe('failed');
    await waitFor('the connections to close', () => proxy.open === 0);
  });

  it.each(['http', 'socks5'] as const)('of %s that is not there: nothing went out', async (scheme) => {
    const { send } = createTelegramRig(HOST, through(scheme, `${scheme}://me:pass@127.0.0.1:${DEAD_PORT}`));
    expect(await send()).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(/connection refused \(http:\/\/api\.telegram\.test through /),
    });
  });
});
