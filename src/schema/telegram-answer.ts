/** The door of the Bot API's answers (OPENCLAW.md section 6). */
import * as z from 'zod/mini';

function lenient<T extends z.core.$ZodType>(schema: T) {
  return z.catch(z.optional(schema), undefined as never);
}

const id = z.pipe(z.union([z.string(), z.int()]), z.transform(String));

const AnswerSchema = z.object({
  ok: z.boolean(),
  result: z.optional(z.unknown()),
  error_code: lenient(z.int()),
  description: lenient(z.string()),
  parameters: lenient(
    z.object({
      retry_after: lenient(z.number().check(z.nonnegative())),
      migrate_to_chat_id: lenient(id),
    }),
  ),
});

const SentMessageSchema = z.object({ message_id: id });

export type TelegramAnswer =
  /** `messageId`: only where the result is a message. `result` is as it came. */
  | { readonly ok: true; readonly messageId: string | undefined; readonly result: unknown }
  | {
      readonly ok: false;
      readonly errorCode: number | undefined;
      readonly description: string | undefined;
      readonly retryAfterSeconds: number | undefined;
      /** The id of the supergroup that the group became. */
      readonly migrateTo: string | undefined;
    };

/** Undefined where the text is no answer of a Bot API. */
export function parseTelegramAnswer(body: string): TelegramAnswer | undefined {
  const outcome = z.safeParse(AnswerSchema, parseJson(body));
  if (!outcome.success) return undefined;
  const { ok, result, error_code, description, parameters } = outcome.data;
  if (ok) {
    const message = z.safeParse(SentMessageSchema, result);
    return { ok, messageId: message.success ? message.data.message_id : undefined, result };
  }
  return {
    ok,
    errorCode: error_code,
    description,
    retryAfterSeconds: parameters?.retry_after,
    migrateTo: parameters?.migrate_to_chat_id,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
