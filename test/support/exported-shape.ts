/**
 * The JSON Schema of a zod schema, as `src/schema/shape-check.ts` reads it: without descriptions, and with a mark where
 * zod asks more than JSON Schema can say.
 */
import * as z from 'zod/mini';

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** How people write a comment where the format has none: a key that begins so is never unknown. */
const NOTES = '^(_|//)';

export function exportedShape(schema: z.ZodMiniType): string {
  // «output», because what has a default must be there: a value that lacks it is changed by zod.
  const shape = z.toJSONSchema(schema, { io: 'output', override });
  return `${JSON.stringify(shape, null, 2)}\n`;
}

const override: Override = ({ zodSchema, jsonSchema }) => {
  delete jsonSchema.$schema;
  delete jsonSchema.description;
  delete jsonSchema.default;
  delete jsonSchema.propertyNames;
  const { def } = zodSchema._zod;
  if (def.type === 'object' && isStrict(def)) jsonSchema.patternProperties = { [NOTES]: {} };
  if (def.type === 'object' && !isStrict(def)) delete jsonSchema.additionalProperties;
  if (def.type === 'literal' || def.type === 'enum') delete jsonSchema.type;
  if ((def.checks ?? []).some((check) => asksMore(check._zod.def)))
    Object.assign(jsonSchema, { asksMore: true });
};

function isStrict({ catchall }: { readonly catchall?: z.core.$ZodType | undefined }): boolean {
  return catchall?._zod.def.type === 'never';
}

const SAYABLE = ['min_length', 'max_length', 'greater_than', 'less_than', 'number_format'];

function asksMore(check: z.core.$ZodCheckDef): boolean {
  if (check.check === 'string_format') return (check as { pattern?: RegExp }).pattern?.flags !== '';
  return !SAYABLE.includes(check.check);
}
