/**
 * The JSON Schema of the job file for editors (`schema/ops-jobs.schema.json`): what zod says of it, with the defaults that
 * an editor shows, and which commands a job needs by its kind. Rules between jobs are not in it: no JSON Schema can say
 * that a job which is named somewhere exists.
 */
import * as z from 'zod/mini';
import { NEEDED_COMMANDS } from '../../src/schema/config-entries.ts';
import { JobFileSchema } from '../../src/schema/config-shape.ts';
import {
  BUILT_IN_POLICY,
  DEFAULT_LOCALE,
  DEFAULT_PROBE_CONCURRENCY,
} from '../../src/schema/config-values.ts';

type Node = Record<string, unknown>;

/** How people write a comment where the format has none: a key that begins so is never unknown. */
const NOTES = '^(_|//)';

/** By the path of the key, a `*` for each entry of a list. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(
    Object.entries(BUILT_IN_POLICY)
      .filter(([key]) => key !== 'quietHours')
      .map(([key, value]) => [`defaults.${key}`, value]),
  ),
  'defaults.quietHours.start': BUILT_IN_POLICY.quietHours.start,
  'defaults.quietHours.end': BUILT_IN_POLICY.quietHours.end,
  'defaults.probeConcurrency': DEFAULT_PROBE_CONCURRENCY,
  'defaults.locale': DEFAULT_LOCALE,
  'notify.transport': 'auto',
  'notify.silentRoutine': false,
  'jobs.*.enabled': false,
  'jobs.*.approval.required': true,
  'jobs.*.approval.granted': false,
  'jobs.*.after.*.when': 'success',
  'jobs.*.after.*.delaySeconds': 0,
};

export function editorSchema(): string {
  const { $schema, ...said } = z.toJSONSchema(JobFileSchema, {
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === 'object') jsonSchema.patternProperties = { [NOTES]: {} };
    },
  });
  const schema: Node = {
    $schema,
    title: 'ops-monitor job file',
    description: 'The jobs that ops-monitor watches, how it watches them, and whom it tells.',
    ...said,
  };
  for (const [path, value] of Object.entries(DEFAULTS)) nodeAt(schema, path).default = value;
  nodeAt(schema, 'jobs.*').allOf = Object.entries(NEEDED_COMMANDS).map(([kind, required]) => ({
    if: { properties: { kind: { const: kind } }, required: ['kind'] },
    // biome-ignore lint/suspicious/noThenProperty: so it is called in JSON Schema.
    then: { properties: { commands: { type: 'object', required } } },
  }));
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** What the schema says of a key. */
function nodeAt(schema: Node, path: string): Node {
  let node = schema;
  for (const step of path.split('.')) {
    const holder = (Array.isArray(node.anyOf) ? node.anyOf[0] : node) as Node;
    const child = step === '*' ? holder.items : (holder.properties as Node | undefined)?.[step];
    if (child === undefined) throw new Error(`the schema has no key ${path}`);
    node = child as Node;
  }
  return node;
}
