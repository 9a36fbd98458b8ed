/** The part of JSON Schema that zod writes of our shapes (test/support/exported-shape.ts). */
export interface Shape {
  /** Absent: any. Of several each is allowed. */
  readonly type?: TypeName | readonly TypeName[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  /** Absent: any. */
  readonly additionalProperties?: Shape | false;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  /** zod asks more of it than JSON Schema can say. */
  readonly asksMore?: true;
}

type TypeName = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

/**
 * Whether a value is plainly right. True: zod would find nothing wrong with it and change nothing, and need not be
 * loaded, which takes longer than the rest of an idle tick. False: only zod can say what is wrong, if anything is.
 */
export function conforms(shape: Shape, value: unknown): boolean {
  const { type, anyOf, allOf } = shape;
  if (shape.asksMore) return false;
  if (shape.enum !== undefined && !shape.enum.includes(value)) return false;
  if (anyOf !== undefined && !anyOf.some((one) => conforms(one, value))) return false;
  if (allOf !== undefined && !allOf.every((one) => conforms({ type, ...one } as Shape, value))) return false;
  if (type === undefined) return true;
  return typeof type === 'string' ? isOf(type, shape, value) : type.some((one) => isOf(one, shape, value));
}

function isOf(type: TypeName, shape: Shape, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isObject(value) && hasRequired(shape, value) && membersConform(shape, value);
    case 'array':
      return Array.isArray(value) && value.length >= (shape.minItems ?? 0) && itemsConform(shape, value);
    case 'string':
      return typeof value === 'string' && textConforms(shape, value);
    case 'number':
      return Number.isFinite(value) && numberConforms(shape, value as number);
    case 'integer':
      return Number.isSafeInteger(value) && numberConforms(shape, value as number);
    case 'boolean':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  // zod drops a key of this name.
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.hasOwn(value, '__proto__')
  );
}

function hasRequired({ required = [] }: Shape, value: object): boolean {
  return required.every((key) => Object.hasOwn(value, key));
}

function membersConform(shape: Shape, value: Readonly<Record<string, unknown>>): boolean {
  for (const key of Object.keys(value)) {
    const member = memberShape(shape, key);
    if (member === false || !conforms(member, value[key])) return false;
  }
  return true;
}

function memberShape(
  { properties, patternProperties, additionalProperties }: Shape,
  key: string,
): Shape | false {
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key] as Shape;
  for (const pattern in patternProperties) {
    if (patternOf(pattern).test(key)) return patternProperties[pattern] as Shape;
  }
  return additionalProperties ?? {};
}

function itemsConform({ items = {} }: Shape, value: readonly unknown[]): boolean {
  for (const item of value) if (!conforms(items, item)) return false;
  return true;
}

function textConforms({ minLength = 0, pattern }: Shape, value: string): boolean {
  return value.length >= minLength && (pattern === undefined || patternOf(pattern).test(value));
}

function numberConforms(shape: Shape, value: number): boolean {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = shape;
  return value >= minimum && value <= maximum && value > exclusiveMinimum;
}

const patterns = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  const pattern = patterns.get(source) ?? new RegExp(source);
  patterns.set(source, pattern);
  return pattern;
}
