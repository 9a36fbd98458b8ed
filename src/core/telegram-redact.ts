/** Keeps secrets out of every text that comes back from another program or server (SPEC section 11). */

export type Redact = (text: string) => string;

const MARK = '<token>';
// What a bot token looks like, for texts of programs whose token was never ours to read.
const TOKEN_SHAPE = /\d{5,}(?::|%3A)[A-Za-z0-9_-]{20,}/gi;
// Shorter pieces occur in innocent words; the secret part of a real token has 35 characters.
const SHORTEST_SECRET = 4;

/** Replaces each secret, its part after the colon, and how both look inside a URL; also all that is shaped like a bot token. */
export function createRedact(secrets: readonly (string | undefined)[]): Redact {
  const forms = secrets
    .flatMap((secret) => (secret ? spellings(secret.trim()) : []))
    .filter((form) => form.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
  return (text) =>
    forms.reduce((clean, form) => clean.replaceAll(form, MARK), text).replace(TOKEN_SHAPE, MARK);
}

function spellings(secret: string): readonly string[] {
  const afterColon = secret.slice(secret.indexOf(':') + 1);
  return [secret, encodeURIComponent(secret), afterColon, encodeURIComponent(afterColon)];
}
