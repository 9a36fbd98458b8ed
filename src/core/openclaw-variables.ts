/** `${VAR}` in the texts of openclaw.json (OPENCLAW.md section 2). */

export interface FoundVariable {
  readonly value: string;
  /** For people: `the environment`, a file, or the config. */
  readonly from: string;
}

/** One place where variables are looked up. */
export interface VariableSource {
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export type Lookup = (name: string) => FoundVariable | undefined;

const REFERENCE = /(\$?)\$\{([A-Z_][A-Z0-9_]*)\}/g;
const SHORTHAND = /^\$([A-Z_][A-Z0-9_]*)$/;

/** The first source that has a text which is not empty wins. */
export function lookupIn(sources: readonly VariableSource[]): Lookup {
  return (name) => {
    for (const source of sources) {
      const value = Object.hasOwn(source.values, name) ? source.values[name] : undefined;
      if (typeof value === 'string' && value !== '') return { value, from: source.name };
    }
    return undefined;
  };
}

/** `${VAR}` becomes its value, and stays as it is where there is none; `$${VAR}` becomes the literal `${VAR}`. */
export function substitute(text: string, lookup: Lookup): string {
  return text.replace(REFERENCE, (whole, escaped: string, name: string) =>
    escaped ? whole.slice(1) : (lookup(name)?.value ?? whole),
  );
}

/** `substitute` in every text of a parsed JSON value, keys left alone. */
export function substituteDeep(value: unknown, lookup: Lookup): unknown {
  if (typeof value === 'string') return substitute(value, lookup);
  if (Array.isArray(value)) return value.map((item) => substituteDeep(item, lookup));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substituteDeep(item, lookup)]));
}

/** The names still standing as `${VAR}` in a text: it must not be used as a token, an address or a chat. */
export function unresolvedIn(text: string): readonly string[] {
  return [...text.matchAll(REFERENCE)].map((match) => match[2] ?? '');
}

/** The name in a secret written `$VAR`; undefined for any other text. */
export function shorthandName(text: string): string | undefined {
  return SHORTHAND.exec(text)?.[1];
}

/** What the config itself offers: `env.vars.*`, then plain texts of `env.*`. */
export function configVariables(env: unknown): Readonly<Record<string, unknown>> {
  const own = isRecord(env) ? env : {};
  return { ...own, ...(isRecord(own.vars) ? own.vars : {}) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
