/** The door of what getMe answers: who the bot is. */
import * as z from 'zod/mini';

const BotSchema = z.object({ username: z.string() });

/** Undefined where the result names no bot. */
export function parseBotName(result: unknown): string | undefined {
  const outcome = z.safeParse(BotSchema, result);
  return outcome.success ? outcome.data.username : undefined;
}
