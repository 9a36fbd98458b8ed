import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { probeGateway } from '../../src/adapters/gateway-probe.ts';
import { DEAD_PORT } from '../support/dead-port.ts';

const servers: { server: Server; sockets: Set<Socket> }[] = [];

afterEach(async () => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
  servers.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const http = (listener: RequestListener) => listen(createServer(listener));

describe('somebody answers', () => {
  it('at /healthz', async () => {
    const asked: (string | undefined)[] = [];
    const port = await http((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end('{"ok":true}');
    });
    expect(await probeGateway(port)).toBe('answers');
    expect(asked).toEqual(['GET /healthz']);
  });

  it.each([404, 503])('also with %i: older gateways know no /healthz', async (status) => {
    const port = await http((_request, response) => void response.writeHead(status).end());
    expect(await probeGateway(port)).toBe('answers');
  });
});

describe('nobody answers', () => {
  it('where nobody listens', async () => {
    expect(await probeGateway(DEAD_PORT)).toBe('silent');
  });

  it('where a frozen one takes the connection', async () => {
    const port = await http(() => {});
    expect(await probeGateway(port, undefined, 200)).toBe('silent');
  });

  it('where an answer comes byte by byte and never whole', async () => {
    const port = await listen(
      createNetServer((socket) => {
        const timer = setInterval(() => socket.write('H'), 20);
        socket.on('close', () => clearInterval(timer));
      }),
    );
    expect(await probeGateway(port, undefined, 300)).toBe('silent');
  });

  it('where something else than HTTP answers', async () => {
    const port = await listen(createNetServer((socket) => void socket.end('SSH-2.0-OpenSSH_9\r\n')));
    expect(await probeGateway(port)).toBe('silent');
  });

  it('where it was stopped before or while asking', async () => {
    const port = await http(() => {});
    expect(await probeGateway(port, AbortSignal.abort())).toBe('silent');
    expect(await probeGateway(port, AbortSignal.timeout(100), 600_000)).toBe('silent');
  });
});
