/** Where the Bot API is (OPENCLAW.md section 3). */
import { unresolvedIn } from './openclaw-variables.ts';

export type ApiRoot =
  /** Without a slash at the end. `shown` is for people: the host alone, as a path or a user could hold secrets. */
  | { readonly kind: 'url'; readonly url: string; readonly shown: string }
  | { readonly kind: 'unusable'; readonly detail: string; readonly mend: string };

const TELEGRAM = 'https://api.telegram.org';

/** Takes away a `/bot<TOKEN>` that was put there by mistake. */
export function readApiRoot(configured: string | undefined): ApiRoot {
  const text = configured?.trim() || TELEGRAM;
  const mend = `set channels.telegram.apiRoot to an address like ${TELEGRAM}, or take it out`;
  const [variable] = unresolvedIn(text);
  if (variable) {
    return { kind: 'unusable', detail: `the variable ${variable} of apiRoot is not set`, mend };
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    return { kind: 'unusable', detail: 'apiRoot is no http or https address', mend };
  }
  const path = url.pathname.replace(/\/+$/, '').replace(/\/bot[^/]*$/, '');
  return { kind: 'url', url: url.origin + path, shown: url.origin };
}
