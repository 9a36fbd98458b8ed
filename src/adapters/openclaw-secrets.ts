/** Secrets that stand elsewhere: SecretRefs and token files (OPENCLAW.md sections 2 and 3). Reads only. */
import { dirname } from 'node:path';
import { atPointer } from '../core/openclaw-merge.ts';
import { shorthandName, unresolvedIn } from '../core/openclaw-variables.ts';
import { parseSecretRef, type SecretProvider, type SecretRef } from '../schema/openclaw-config.ts';
import { parseJson5Text } from './json5-text.ts';
import type { OpenclawSetup } from './openclaw-files.ts';
import { expandPath } from './openclaw-paths.ts';
import { readTextFile } from './text-file.ts';

export type SecretFinding =
  /** `from` names where it stands, never what it is. */
  | { readonly kind: 'found'; readonly secret: string; readonly from: string }
  /** `isForeign`: only OpenClaw itself can read it. */
  | {
      readonly kind: 'unavailable';
      readonly detail: string;
      readonly mend: string;
      readonly isForeign: boolean;
    };

/** `value` is a text, the shorthand `$VAR` or a SecretRef; `place` is its key in openclaw.json. Never rejects. */
export async function readSecret(
  value: unknown,
  place: string,
  setup: OpenclawSetup,
): Promise<SecretFinding> {
  if (typeof value === 'string') return readText(value, place, setup);
  const ref = parseSecretRef(value);
  if (!ref) {
    return unavailable(
      `${place} is neither a text nor a SecretRef`,
      `write it as a text or as { source, provider, id }`,
    );
  }
  switch (ref.source) {
    case 'env':
      return readVariable(ref.id, place, setup);
    case 'file':
      return readFileRef(ref, place, setup);
    default:
      return {
        ...unavailable(
          `${place} is a SecretRef of source ${ref.source}, which only openclaw itself can read`,
          'let the openclaw program deliver, or set TELEGRAM_BOT_TOKEN',
        ),
        isForeign: true,
      };
  }
}

/** A token file: regular, no symbolic link, blanks around its text cut off. Never rejects. */
export async function readTokenFile(
  path: string,
  place: string,
  { paths }: OpenclawSetup,
): Promise<SecretFinding> {
  const [variable] = unresolvedIn(path);
  if (variable !== undefined) return missingVariable(variable, place, paths.stateDir);
  const full = expandPath(path, paths.home, dirname(paths.configPath));
  return readWhole(full, place, 'refuse');
}

function readText(value: string, place: string, setup: OpenclawSetup): SecretFinding {
  const name = shorthandName(value.trim());
  if (name !== undefined) return readVariable(name, place, setup);
  const [variable] = unresolvedIn(value);
  if (variable !== undefined) return missingVariable(variable, place, setup.paths.stateDir);
  return { kind: 'found', secret: value.trim(), from: place };
}

function readVariable(name: string, place: string, { lookup, paths }: OpenclawSetup): SecretFinding {
  const found = lookup(name);
  if (!found || unresolvedIn(found.value).length > 0) return missingVariable(name, place, paths.stateDir);
  return { kind: 'found', secret: found.value.trim(), from: `${place}: ${name} of ${found.from}` };
}

function missingVariable(name: string, place: string, stateDir: string): SecretFinding {
  return unavailable(
    `${place} needs the variable ${name}, which is not set`,
    `set ${name} in ${stateDir}/.env`,
  );
}

async function readFileRef(ref: SecretRef, place: string, setup: OpenclawSetup): Promise<SecretFinding> {
  const { config, paths } = setup;
  const name = ref.provider ?? config.secrets?.defaults?.file ?? 'default';
  const provider = providerOf(config.secrets?.providers, name);
  if (provider?.source !== 'file' || !provider.path) {
    return unavailable(
      `${place} names the provider ${name}, which is no file in secrets.providers`,
      `set secrets.providers.${name} to { source: "file", path }`,
    );
  }
  const path = expandPath(provider.path, paths.home, dirname(paths.configPath));
  return provider.mode === 'singleValue'
    ? readWhole(path, place, 'follow')
    : readPointer(path, ref.id, place);
}

function providerOf(
  providers: Readonly<Record<string, SecretProvider>> | undefined,
  name: string,
): SecretProvider | undefined {
  return providers && Object.hasOwn(providers, name) ? providers[name] : undefined;
}

async function readWhole(path: string, place: string, links: 'follow' | 'refuse'): Promise<SecretFinding> {
  const file = await readTextFile(path, links);
  if (file.kind !== 'text')
    return fileTrouble(path, place, file.kind === 'absent' ? 'is not there' : file.why);
  const secret = file.text.trim();
  return secret === ''
    ? fileTrouble(path, place, 'is empty')
    : { kind: 'found', secret, from: `${place}: ${path}` };
}

async function readPointer(path: string, pointer: string, place: string): Promise<SecretFinding> {
  const file = await readTextFile(path);
  if (file.kind !== 'text')
    return fileTrouble(path, place, file.kind === 'absent' ? 'is not there' : file.why);
  const parsed = await parseJson5Text(file.text);
  // A parser's message may quote the text, and the text is secret: only the place is told.
  if (parsed.kind !== 'value') return fileTrouble(path, place, `is not JSON (line ${parsed.line})`);
  const secret = atPointer(parsed.value, pointer);
  return typeof secret === 'string' && secret.trim() !== ''
    ? { kind: 'found', secret: secret.trim(), from: `${place}: ${path}#${pointer}` }
    : fileTrouble(path, place, `has no text at ${pointer}`);
}

function fileTrouble(path: string, place: string, why: string): SecretFinding {
  return unavailable(`${place}: ${path} ${why}`, `put the secret into ${path}, readable by this user`);
}

function unavailable(detail: string, mend: string): SecretFinding & { readonly kind: 'unavailable' } {
  return { kind: 'unavailable', detail, mend, isForeign: false };
}
