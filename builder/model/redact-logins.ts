/** `scheme://name:`, unless a port follows, and all up to the last `@` before a blank or a quote. */
const LOGIN =
  /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*:\/\/[^\s/:@"'<>]{0,256}:)(?!\d{1,5}(?:[/\s"'<>]|$))[^\s"'<>]{0,512}@/gi;

/** Text in which addresses name no password: it may be shown, logged and sent on. */
export function redactLogins(text: string): string {
  return text.replace(LOGIN, '$1***@');
}
