/** What was refused and how to mend it, as a person reads it: when it happens, and as long as the message waits. */
export function withMend({ detail, mend }: { readonly detail: string; readonly mend: string }): string {
  return `${detail}. To mend it: ${mend}`;
}
