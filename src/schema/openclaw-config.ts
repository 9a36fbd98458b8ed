/**
 * The door of openclaw.json: the few keys that say where to send and how. The file belongs to OpenClaw, so nothing in it
 * is an error here: a value of a type that is not expected is as if it were absent (OPENCLAW.md sections 2 and 3).
 */
import * as z from 'zod/mini';

function lenient<T extends z.core.$ZodType>(schema: T) {
  return z.catch(z.optional(schema), undefined as never);
}

/** Lists keep the elements that can be read. */
function lenientList<T extends z.core.$ZodType>(schema: T) {
  const element = z.catch(z.nullable(schema), null as never);
  return lenient(
    z.pipe(
      z.array(element),
      z.transform((items) => items.filter((item): item is NonNullable<typeof item> => item !== null)),
    ),
  );
}

const text = lenient(z.string());
const flag = lenient(z.boolean());

/** A chat or a person: written as a text or as a number. */
const idText = z.pipe(z.union([z.string(), z.int()]), z.transform(String));

const HeartbeatSchema = lenient(z.object({ target: text, to: lenient(idText) }));

const AgentSchema = z.object({ id: text, default: flag, heartbeat: HeartbeatSchema });

const AgentsSchema = lenient(
  z.object({
    defaults: lenient(z.object({ heartbeat: HeartbeatSchema })),
    list: lenientList(AgentSchema),
    entries: lenient(z.record(z.string(), z.catch(AgentSchema, {}))),
  }),
);

const BindingSchema = z.object({
  agentId: text,
  match: lenient(z.object({ channel: text, accountId: text })),
});

const accountKeys = {
  enabled: flag,
  tokenFile: text,
  /** A text or a SecretRef; whoever reads it says what is wrong with it. */
  botToken: z.optional(z.unknown()),
  apiRoot: text,
  proxy: text,
  defaultTo: lenient(idText),
  allowFrom: lenientList(idText),
};
const AccountSchema = z.object(accountKeys);

const TelegramSchema = lenient(
  z.object({
    ...accountKeys,
    defaultAccount: text,
    accounts: lenient(z.record(z.string(), z.catch(AccountSchema, {}))),
  }),
);

const SecretProviderSchema = z.object({ source: text, path: text, mode: text });

const OpenclawConfigSchema = z.object({
  agents: AgentsSchema,
  bindings: lenientList(BindingSchema),
  channels: lenient(z.object({ telegram: TelegramSchema })),
  commands: lenient(z.object({ ownerAllowFrom: lenientList(idText) })),
  gateway: lenient(
    z.object({
      mode: text,
      port: lenient(z.int()),
      tls: lenient(z.object({ enabled: flag })),
    }),
  ),
  secrets: lenient(
    z.object({
      providers: lenient(z.record(z.string(), z.catch(SecretProviderSchema, {}))),
      defaults: lenient(z.record(z.string(), z.catch(z.string(), ''))),
    }),
  ),
});

const SecretRefSchema = z.object({ source: z.string(), provider: text, id: z.string() });

export type OpenclawConfig = z.infer<typeof OpenclawConfigSchema>;
export type TelegramAccount = z.infer<typeof AccountSchema>;
export type SecretProvider = z.infer<typeof SecretProviderSchema>;
export type SecretRef = z.infer<typeof SecretRefSchema>;

/** Takes any parsed value: what is no object is an empty config. */
export function parseOpenclawConfig(raw: unknown): OpenclawConfig {
  const outcome = z.safeParse(OpenclawConfigSchema, raw);
  return outcome.success ? outcome.data : {};
}

/** Undefined where the value is no SecretRef. */
export function parseSecretRef(raw: unknown): SecretRef | undefined {
  const outcome = z.safeParse(SecretRefSchema, raw);
  return outcome.success ? outcome.data : undefined;
}
