import type { Config } from '../core/model.ts';
import type { CheckedShape } from './config-issues.ts';
import { type ResolvedConfig, resolveChecked } from './config-resolve.ts';
import JOB_FILE from './job-file.schema.json' with { type: 'json' };
import { checkOf, type Shape } from './shape-check.ts';

// TypeScript takes the words of a JSON file for any text.
const conforms = checkOf(JOB_FILE as unknown as Shape);
const FLAWLESS: CheckedShape = { problems: [], warnings: [], isSound: () => true };

/** What `resolveConfig` says of a parsed job file; zod is loaded only for one that is not plainly right. */
export async function readConfig(raw: unknown): Promise<ResolvedConfig> {
  if (conforms(raw)) return resolveChecked(raw, FLAWLESS);
  const { resolveConfig } = await import('./config.ts');
  return resolveConfig(raw);
}

/** What is left where there is no job file. */
export function emptyConfig(): Config {
  return resolveChecked({}, FLAWLESS).config;
}
