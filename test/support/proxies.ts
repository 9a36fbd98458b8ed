/** Proxies on loopback. Whatever host they are asked for, they lead to one port of this machine. */
import { createServer, type IncomingMessage } from 'node:http';
import {
  type AddressInfo,
  connect,
  createServer as createNetServer,
  type Server,
  type Socket,
} from 'node:net';

export interface Proxy {
  readonly port: number;
  /** `host:port` as it was asked for. */
  readonly asked: readonly string[];
  readonly open: number;
  close(): Promise<void>;
}

export interface HttpProxyOptions {
  /** Expected in Proxy-Authorization. */
  readonly login?: string;
  /** What CONNECT is answered with in place of a tunnel. */
  readonly refuseWith?: number;
  /** Never answers CONNECT. */
  readonly hangs?: boolean;
}

export async function startHttpProxy(toPort: number, options: HttpProxyOptions = {}): Promise<Proxy> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    asked.push(request.url ?? '');
    if (options.hangs) return void listenOnly(socket);
    const wanted = options.login && `Basic ${Buffer.from(options.login).toString('base64')}`;
    const refusal = wanted && request.headers['proxy-authorization'] !== wanted ? 407 : options.refuseWith;
    if (refusal) return void socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
    socket.write('HTTP/1.1 200 Connected\r\n\r\n');
    bridge(socket, toPort, head);
  });
  return listen(server, asked);
}

export interface SocksProxyOptions {
  readonly login?: { readonly user: string; readonly password: string };
  /** Takes the connection and says nothing. */
  readonly hangs?: boolean;
}

/** RFC 1928 and 1929, as far as a client meets them that asks for a tunnel to a name. */
export async function startSocksProxy(toPort: number, options: SocksProxyOptions = {}): Promise<Proxy> {
  const asked: string[] = [];
  const server = createNetServer((socket) => {
    socket.on('error', () => {});
    if (options.hangs) listenOnly(socket);
    else void converse(socket, toPort, options.login, asked);
  });
  return listen(server, asked);
}

async function converse(
  socket: Socket,
  toPort: number,
  login: SocksProxyOptions['login'],
  asked: string[],
): Promise<void> {
  await nextChunk(socket);
  socket.write(Buffer.from([5, login ? 2 : 0]));
  if (login) {
    const said = await nextChunk(socket);
    const wanted = [1, login.user.length, ...Buffer.from(login.user), login.password.length];
    const isRight = said.equals(Buffer.from([...wanted, ...Buffer.from(login.password)]));
    socket.write(Buffer.from([1, isRight ? 0 : 1]));
    if (!isRight) return void socket.end();
  }
  const request = await nextChunk(socket);
  const nameLength = request[4] ?? 0;
  const name = request.subarray(5, 5 + nameLength).toString();
  asked.push(`${name}:${request.readUInt16BE(5 + nameLength)}`);
  socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
  bridge(socket, toPort, Buffer.alloc(0));
}

/** Without reading, the other side's end would go unseen. */
function listenOnly(socket: Socket): void {
  socket.on('end', () => socket.destroy()).resume();
}

function nextChunk(socket: Socket): Promise<Buffer> {
  return new Promise((resolve) => socket.once('data', resolve));
}

function bridge(socket: Socket, port: number, head: Buffer): void {
  const far = connect(port, '127.0.0.1');
  far.write(head);
  far.pipe(socket).pipe(far);
  for (const end of [far, socket]) {
    end.on('error', () => {}).on('close', () => [far, socket].map((other) => other.destroy()));
  }
}

async function listen(server: Server, asked: string[]): Promise<Proxy> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    get open() {
      return sockets.size;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
