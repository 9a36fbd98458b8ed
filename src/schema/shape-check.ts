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
  readonly maxLength?: number;
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
export type Check = (value: unknown) => boolean;

/** Made as far as values ask for it: a state has many more kinds of keys than most states hold. */
export function checkOf(shape: Shape): Check {
  const { type, anyOf, allOf } = shape;
  if (shape.asksMore) return () => false;
  if (shape.enum !== undefined) return isOneOf(shape.enum);
  if (anyOf !== undefined) return some(anyOf.map(later));
  if (allOf !== undefined) return every(allOf.map((one) => later({ ...(type && { type }), ...one })));
  if (type === undefined) return () => true;
  return typeof type === 'string'
    ? checkOfType(type, shape)
    : some(type.map((one) => checkOfType(one, shape)));
}

function later(shape: Shape): Check {
  let check: Check | undefined;
  return (value) => {
    check ??= checkOf(shape);
    return check(value);
  };
}

function isOneOf(values: readonly unknown[]): Check {
  return (value) => values.includes(value);
}

function some([first, second, ...others]: readonly Check[]): Check {
  if (first === undefined) return () => false;
  if (second === undefined) return first;
  const rest = others.length === 0 ? second : some([second, ...others]);
  return (value) => first(value) || rest(value);
}

function every(checks: readonly Check[]): Check {
  return (value) => checks.every((check) => check(value));
}

function checkOfType(type: TypeName, shape: Shape): Check {
  switch (type) {
    case 'object':
      return objectCheck(shape);
    case 'array':
      return arrayCheck(shape);
    case 'string':
      return isAnyText(shape) ? isText : textCheck(shape);
    case 'number':
      return hasBounds(shape) ? bounded(Number.isFinite, shape) : Number.isFinite;
    case 'integer':
      return hasBounds(shape) ? bounded(Number.isSafeInteger, shape) : Number.isSafeInteger;
    case 'boolean':
      return isFlag;
    case 'null':
      return isNull;
  }
}

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isNull: Check = (value) => value === null;

function objectCheck(shape: Shape): Check {
  const { properties = {}, required = [] } = shape;
  const named = new Map<string, Check>();
  const others = otherMembers(shape);
  const memberCheck = (key: string) => {
    const known = named.get(key);
    if (known !== undefined || !Object.hasOwn(properties, key)) return known;
    const check = checkOf(properties[key] as Shape);
    named.set(key, check);
    return check;
  };
  return (value) => {
    if (!isObject(value)) return false;
    for (const key of required) if (!Object.hasOwn(value, key)) return false;
    for (const key of Object.keys(value)) {
      const check = memberCheck(key);
      if (!(check === undefined ? others(key, value[key]) : check(value[key]))) return false;
    }
    return true;
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of the keys that the shape does not name. */
function otherMembers({ patternProperties = {}, additionalProperties = {} }: Shape) {
  const patterns = Object.keys(patternProperties).map((source) => new RegExp(source));
  const rest = additionalProperties === false ? () => false : later(additionalProperties);
  // zod drops a key of that name.
  return (key: string, value: unknown) =>
    key !== '__proto__' && (patterns.some((pattern) => pattern.test(key)) || rest(value));
}

function arrayCheck({ items = {}, minItems = 0 }: Shape): Check {
  const check = later(items);
  return (value) => {
    if (!Array.isArray(value) || value.length < minItems) return false;
    for (const item of value) if (!check(item)) return false;
    return true;
  };
}

function isAnyText({ minLength, maxLength, pattern }: Shape): boolean {
  return minLength === undefined && maxLength === undefined && pattern === undefined;
}

/** Lengths in UTF-16 units, as zod counts them. */
function textCheck({ minLength = 0, maxLength = Infinity, pattern = '' }: Shape): Check {
  const form = new RegExp(pattern);
  return (value) =>
    typeof value === 'string' && value.length >= minLength && value.length <= maxLength && form.test(value);
}

function hasBounds({ minimum, maximum, exclusiveMinimum }: Shape): boolean {
  return minimum !== undefined || maximum !== undefined || exclusiveMinimum !== undefined;
}

function bounded(isOfType: Check, shape: Shape): Check {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = shape;
  return (value) =>
    isOfType(value) &&
    Number(value) >= minimum &&
    Number(value) <= maximum &&
    Number(value) > exclusiveMinimum;
}
