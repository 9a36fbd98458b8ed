/** Through which proxy the Bot API is reached: the config's, else the environment's (OPENCLAW.md section 3). */
import { type Lookup, unresolvedIn } from './openclaw-variables.ts';

export type ProxyChoice =
  | { readonly kind: 'direct'; readonly from: string }
  /** `url` may hold a password: never show it. `shown` is for people. */
  | {
      readonly kind: 'proxy';
      readonly scheme: 'http' | 'socks5';
      readonly url: string;
      readonly shown: string;
      readonly from: string;
    }
  | { readonly kind: 'unusable'; readonly detail: string; readonly mend: string };

const MEND = 'use an http://, https:// or socks5:// proxy, or let the openclaw program deliver';

/** `apiRoot` is a valid URL. A proxy of the environment is passed by for loopback and for hosts in NO_PROXY; that of the config never is. */
export function chooseProxy(configured: string | undefined, apiRoot: string, lookup: Lookup): ProxyChoice {
  if (configured?.trim()) return readProxy(configured.trim(), 'channels.telegram proxy');
  const { protocol, hostname, port } = new URL(apiRoot);
  if (isLoopback(hostname)) return { kind: 'direct', from: `${hostname} is this host` };
  const own = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const found = either(lookup, own) ?? either(lookup, 'ALL_PROXY');
  if (!found) return { kind: 'direct', from: 'no proxy is set' };
  const noProxy = either(lookup, 'NO_PROXY');
  if (noProxy && isExempt(hostname, port || defaultPort(protocol), noProxy.value)) {
    return { kind: 'direct', from: `${noProxy.name} names ${hostname}` };
  }
  return readProxy(found.value, found.name);
}

/** The capital spelling first, then the small one that curl and others read. */
function either(lookup: Lookup, name: string): { readonly name: string; readonly value: string } | undefined {
  for (const spelling of [name, name.toLowerCase()]) {
    const value = lookup(spelling)?.value.trim();
    if (value) return { name: spelling, value };
  }
  return undefined;
}

function readProxy(text: string, from: string): ProxyChoice {
  const [variable] = unresolvedIn(text);
  if (variable) {
    return unusable(
      `the variable ${variable} of ${from} is not set`,
      `set ${variable}, or take the proxy out`,
    );
  }
  const url = parseUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (!url?.hostname) return unusable(`${from} is no proxy address`, MEND);
  const shown = `${url.protocol}//${url.host}`;
  switch (url.protocol) {
    case 'http:':
    case 'https:':
      return { kind: 'proxy', scheme: 'http', url: url.href, shown, from };
    case 'socks5:':
    case 'socks5h:':
    case 'socks:':
      return { kind: 'proxy', scheme: 'socks5', url: url.href.replace(/^[^:]+/, 'socks5'), shown, from };
    default:
      return unusable(`${from} asks for a ${url.protocol}// proxy, which is not supported`, MEND);
  }
}

function unusable(detail: string, mend: string): ProxyChoice {
  return { kind: 'unusable', detail, mend };
}

function isExempt(hostname: string, port: string, noProxy: string): boolean {
  return noProxy.split(/[\s,]+/).some((entry) => {
    const [, name = '', onlyPort] = /^\*?\.?([^:]*)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (entry === '*') return true;
    if (name === '' || (onlyPort !== undefined && onlyPort !== port)) return false;
    return hostname === name || hostname.endsWith(`.${name}`);
  });
}

function isLoopback(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\]|.*\.localhost)$/i.test(hostname);
}

function defaultPort(protocol: string): string {
  return protocol === 'https:' ? '443' : '80';
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
