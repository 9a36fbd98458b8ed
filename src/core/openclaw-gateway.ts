/** Where OpenClaw's gateway should answer (OPENCLAW.md section 4). */
import type { OpenclawConfig } from '../schema/openclaw-config.ts';
import type { Lookup } from './openclaw-variables.ts';

export type GatewayAddress =
  | { readonly kind: 'local'; readonly port: number; readonly from: string }
  /** Not on this host, or behind TLS: no cheap test. */
  | { readonly kind: 'untestable'; readonly because: string };

const DEFAULT_PORT = 18789;

/** A gateway without a mode is taken for a local one. */
export function gatewayAddress(config: OpenclawConfig, lookup: Lookup): GatewayAddress {
  const gateway = config.gateway;
  if (gateway?.mode !== undefined && gateway.mode !== 'local') {
    return { kind: 'untestable', because: `gateway.mode is ${gateway.mode}` };
  }
  if (gateway?.tls?.enabled) return { kind: 'untestable', because: 'the gateway speaks TLS' };
  const fromEnv = Number(lookup('OPENCLAW_GATEWAY_PORT')?.value);
  if (isPort(fromEnv)) return { kind: 'local', port: fromEnv, from: 'OPENCLAW_GATEWAY_PORT' };
  if (isPort(gateway?.port)) return { kind: 'local', port: gateway.port, from: 'gateway.port' };
  return { kind: 'local', port: DEFAULT_PORT, from: 'the usual port' };
}

function isPort(port: number | undefined): port is number {
  return port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536;
}
